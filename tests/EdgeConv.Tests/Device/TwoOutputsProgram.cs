namespace EdgeConv.Tests.Device;

/// <summary>
/// A Main with two outputs, a servo and a motor, as docs/line.md shows them. Its camera sees a mark at the right end, then at the left end,
/// and then it fails.
/// </summary>
internal static class TwoOutputsProgram
{
    /// <summary>The source, in place of Program.cs.</summary>
    public static string Source { get; } = """
        using System;
        using EdgeConv.Actuation;
        using EdgeConv.Frames;
        using EdgeConv.Models;
        using nanoFramework.Hardware.Esp32;

        namespace EdgeConv.Firmware
        {
            public static class Program
            {
                public static void Main()
                {
                    IClock clock = BoardClock.Create();
                    Esp32PwmOutput servoPin = new Esp32PwmOutput(18, DeviceFunction.PWM1, 50, 750);
                    try
                    {
                        new Esp32PwmOutput(19, DeviceFunction.PWM2, 1000, 0);
                    }
                    catch (ArgumentException e)
                    {
                        Console.WriteLine("refused " + e.Message);
                    }
                    OutputGuard servo = new OutputGuard(servoPin, 750, 300000, clock);
                    OutputGuard motor = new OutputGuard(new Esp32PwmOutput(19, DeviceFunction.PWM3, 1000, 0), 0, 300000, clock);
                    Mark camera = new Mark();
                    Same model = new Same();
                    new EdgeLoop(new LoopDescription
                    {
                        Frames = camera,
                        Preprocessor = new Preprocessor(camera.Format, model.Input).FixedRange(0, 100),
                        Model = model,
                        Readout = Readout.CentroidX(0),
                        Map = new ServoMap(0, 3, 1000, 2000, 50),
                        Guard = servo,
                        Second = new SecondOutput(Readout.OffCenterX(0), new LinearMap(0, 2, 6000, 4000), motor),
                        PeriodMicroseconds = 100000,
                    }).Run();
                }
            }

            public sealed class Mark : IFrameSource
            {
                private int _count;

                public FrameFormat Format { get; } = new FrameFormat(1, 4, 1, 0, 100);

                public FrameStatus Read(short[] frame)
                {
                    if (++_count > 20) return FrameStatus.Failed;
                    Array.Clear(frame, 0, frame.Length);
                    frame[_count > 10 ? 0 : 3] = 100;
                    return FrameStatus.Ready;
                }
            }

            public sealed class Same : IModel
            {
                public TensorInfo Input { get; } = new TensorInfo(new int[] { 1, 1, 4, 1 }, 1, -128);

                public TensorInfo Output => Input;

                public void Invoke(sbyte[] input, sbyte[] output) => Array.Copy(input, 0, output, 0, input.Length);
            }
        }
        """;
}
