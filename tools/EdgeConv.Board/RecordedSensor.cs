using EdgeConv.Devices;
using EdgeConv.Firmware;

namespace EdgeConv.Board;

/// <summary>Sensor of a virtual board that shows the frames of a recording, ten per second, and repeats them.</summary>
/// <param name="recording">Frames of the sensor's shape, in its units.</param>
/// <param name="fault">Fault to inject, or null: "fail" unplugs the sensor, "freeze" repeats one frame.</param>
public sealed class RecordedSensor(Recording recording, InjectedFault? fault)
{
    private const int PeriodMicroseconds = 100_000, DefaultFrames = 600;

    /// <summary>Shape of the frames of an AMG88xx.</summary>
    public static FrameShape Shape { get; } = new(Amg88xx.Format.Height, Amg88xx.Format.Width, Amg88xx.Format.Channels);

    /// <summary>Makes an AMG88xx that sees a hand moving over it.</summary>
    public static RecordedSensor Default() => new(SyntheticFrames.Make("hand", Shape, DefaultFrames), null);

    /// <summary>Returns the frame at a time, row-major HWC, or null while the sensor is unplugged.</summary>
    /// <param name="microseconds">Time in microseconds since the board was switched on.</param>
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
