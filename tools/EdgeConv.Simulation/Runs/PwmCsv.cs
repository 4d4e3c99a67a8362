
namespace EdgeConv.Simulation.Runs;

/// <summary>
/// Writes pwm.csv, one row per frame. time_us is the time at which the frame's period began. frame is its index from 0. activation is the
/// readout, or that of the last good frame if this frame was not used. duty, 0 to 10000, is the duty of the last PWM period that starts
/// before the next frame. The guard writes at most once per PWM period, so the first period after time_us may still have the duty of the
/// row above. sigrok reads the same duties from pwm.vcd, except 0 and 10000, which have no edges.
/// </summary>
public static class PwmCsv
{
    /// <summary>Writes all rows.</summary>
    public static void Write(TextWriter text, SimulationRun run)
    {
        text.Write("time_us,frame,activation,duty\n");
        foreach (FrameRecord frame in run.Frames)
            text.Write($"{frame.Microseconds},{frame.Index},{frame.Activation256 / 256.0:0.########},{frame.Duty}\n");
    }
}
