using EdgeConv.Firmware;

namespace EdgeConv.Board;

/// <summary>Frames as the sensor of a virtual board sees them: ten a second, over and over.</summary>
/// <param name="recording">Frames of the sensor's shape, in its units.</param>
/// <param name="fault">What goes wrong, or null: "fail" unplugs the sensor, "freeze" keeps one frame.</param>
public sealed class RecordedSensor(Recording recording, InjectedFault? fault)
{
    private const int PeriodMicroseconds = 100_000, DefaultFrames = 600;

    /// <summary>Shape of the frames that the sensor gives.</summary>
    public static FrameShape Shape { get; } = new(Amg88xx.Format.Height, Amg88xx.Format.Width, Amg88xx.Format.Channels);

    /// <summary>A hand that moves over the sensor.</summary>
    public static RecordedSensor Default() => new(SyntheticFrames.Make("hand", Shape, DefaultFrames), null);

    /// <summary>What the sensor sees now, or null while it is unplugged.</summary>
    /// <param name="microseconds">Since the power came.</param>
    public short[]? Look(long microseconds)
    {
        long index = microseconds / PeriodMicroseconds;
        if (fault is not null && index >= fault.First && index <= fault.Last)
        {
            if (fault.Kind == "fail") return null;
            index = fault.First;
        }
        return recording.Frames[(int)(index % recording.Frames.Count)].Values;
    }
}
