namespace EdgeConv.Simulation;

/// <summary>
/// A recording as a sensor gives it: a new frame each period, whoever looks. A read gets the newest; frames that came while the
/// loop was busy are gone. A fault is of the frames that it names, read or not.
/// </summary>
/// <param name="recording">All frames.</param>
/// <param name="clock">Time of the loop; frame 0 comes at 0.</param>
/// <param name="periodMicroseconds">Time from frame to frame.</param>
/// <param name="fault">What goes wrong, or null.</param>
internal sealed class LiveFrames(Recording recording, IClock clock, int periodMicroseconds, InjectedFault? fault) : IFrameSource
{
    public FrameFormat Format => recording.Format;

    /// <summary>Number of the frame read last, from 0.</summary>
    public int Index { get; private set; }

    /// <summary>When it was read.</summary>
    public long ReadAt { get; private set; }

    public FrameStatus Read(short[] frame)
    {
        long index = clock.Microseconds / periodMicroseconds;
        if (index >= recording.Frames.Count) return FrameStatus.Ended;
        Index = (int)index;
        ReadAt = clock.Microseconds;
        if (fault is null || index < fault.First || index > fault.Last)
        {
            recording.Frames[Index].Values.CopyTo(frame, 0);
            return FrameStatus.Ready;
        }
        // The array still holds the frame read before: what a frozen sensor gives again.
        return fault.Kind switch { "fail" => FrameStatus.Failed, "late" => FrameStatus.NotReady, _ => FrameStatus.Ready };
    }
}
