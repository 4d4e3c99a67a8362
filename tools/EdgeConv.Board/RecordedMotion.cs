using EdgeConv.Devices;
using EdgeConv.Firmware;

namespace EdgeConv.Board;

/// <summary>
/// Windows of acceleration as the accelerometer of a virtual board measures them, over and over: ten windows a second, of each the newest
/// ten samples.
/// </summary>
/// <param name="recording">Windows of the accelerometer's shape; 16384 is 1 g.</param>
/// <param name="fault">What goes wrong, or null: "fail" unplugs the sensor, "freeze" keeps one sample.</param>
public sealed class RecordedMotion(Recording recording, InjectedFault? fault)
{
    private const int SamplesPerFrame = 10, Axes = 3, SampleMicroseconds = 1_000_000 / Mpu6050FrameSource.SamplesPerSecond;

    /// <summary>Shape of the windows: time along the width, x, y and z as channels.</summary>
    public static FrameShape Shape { get; } = new(1, Loops.ShakeWindow, Axes);

    /// <summary>What the sensor measures now: x, y and z; or null while it is unplugged.</summary>
    /// <param name="microseconds">Since the power came.</param>
    public short[]? Measure(long microseconds)
    {
        long sample = microseconds / SampleMicroseconds, index = sample / SamplesPerFrame;
        if (fault is not null && index >= fault.First && index <= fault.Last)
        {
            if (fault.Kind == "fail") return null;
            (index, sample) = (fault.First, 0);
        }
        int first = (Loops.ShakeWindow - SamplesPerFrame + (int)(sample % SamplesPerFrame)) * Axes;
        return recording.Frames[(int)(index % recording.Frames.Count)].Values[first..(first + Axes)];
    }
}
