namespace EdgeConv.Simulation;

/// <summary>
/// Replays a recording as a sensor would: there is a new frame in each period, whether or not it is read. A read returns the newest frame;
/// frames that came while the loop was busy are lost. A fault affects the frames that it names, whether or not they are read.
/// </summary>
/// <param name="recording">The frames.</param>
/// <param name="clock">Clock of the loop; frame 0 comes at time 0.</param>
/// <param name="periodMicroseconds">Time from frame to frame, in microseconds, above 0.</param>
/// <param name="fault">Fault to inject, or null.</param>
internal sealed class LiveFrames(Recording recording, IClock clock, int periodMicroseconds, InjectedFault? fault) : IFrameSource
{
    public FrameFormat Format => recording.Format;

    /// <summary>Index of the frame that was read last, from 0.</summary>
    public int Index { get; private set; }

    /// <summary>Time at which that frame was read, in microseconds.</summary>
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
        // A frozen sensor repeats its last frame: the array still holds the frame that was read before, so nothing is copied.
        return fault.Kind switch { "fail" => FrameStatus.Failed, "late" => FrameStatus.NotReady, _ => FrameStatus.Ready };
    }
}
