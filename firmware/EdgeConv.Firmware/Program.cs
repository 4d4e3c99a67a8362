using System;
using EdgeConv.Actuation;
using EdgeConv.Frames;
using EdgeConv.Models;

namespace EdgeConv.Firmware
{
    /// <summary>Frames of the sensor that answers, through a hand-made network, to the brightness of an LED.</summary>
    public static class Program
    {
        private const int PeriodMicroseconds = 100000;
        private const int DeadlineMicroseconds = 300000;

        /// <summary>Finds the sensor and runs the loop. Whatever goes wrong before, the output was never started.</summary>
        public static void Main()
        {
            try
            {
                Board board = Board.Current;
                Console.WriteLine("EdgeConv on " + board.Name + ": SDA GPIO " + board.SdaPin.ToString() + ", SCL GPIO " + board.SclPin.ToString() + ", output GPIO " + board.PwmPin.ToString());
                board.ConnectI2c();

                var clock = new SystemClock();
                var guard = new OutputGuard(new Esp32PwmOutput(board.PwmPin, board.PwmFunction, 1000), 0, DeadlineMicroseconds, clock);
                EdgeLoop loop = CreateLoop(board, guard, clock);
                loop.Observer = new StatusLine(guard, clock);
                loop.Run();
            }
            catch (Exception e)
            {
                Console.WriteLine("error: " + e.Message);
            }
        }

        private static EdgeLoop CreateLoop(Board board, OutputGuard guard, IClock clock)
        {
            var camera = new Amg88xxFrameSource(board.I2cBus, Amg88xxFrameSource.HighAddress);
            if (camera.SetUp())
            {
                Console.WriteLine("frames: AMG88xx");
                return ThermalLoop(camera, guard, clock);
            }
            var accelerometer = new Mpu6050FrameSource(board.I2cBus, Mpu6050FrameSource.LowAddress, ShakeNetwork.Window);
            if (accelerometer.SetUp())
            {
                Console.WriteLine("frames: MPU-6050");
                return ShakeLoop(accelerometer, guard, clock);
            }
            Console.WriteLine("frames: no sensor answers, a built-in moving pattern instead");
            return ThermalLoop(new MovingPattern(), guard, clock);
        }

        private static EdgeLoop ThermalLoop(IFrameSource frames, OutputGuard guard, IClock clock)
        {
            IModel model = new FilterNetwork();
            // Each frame's own range, 4 degC at least, so that an even scene stays dark.
            Preprocessor preprocessor = new Preprocessor(frames.Format, model.Input).MinMaxRange(16);
            var loop = new EdgeLoop(frames, preprocessor, model, Readout.ScoreOf(0), DutyMap.Led(0, 127), guard, clock, PeriodMicroseconds);
            loop.Check = new FrameCheck(frames.Format);
            return loop;
        }

        private static EdgeLoop ShakeLoop(IFrameSource frames, OutputGuard guard, IClock clock)
        {
            IModel model = new ShakeNetwork();
            Preprocessor preprocessor = new Preprocessor(frames.Format, model.Input).FixedRange(short.MinValue, short.MaxValue);
            var loop = new EdgeLoop(frames, preprocessor, model, Readout.MeanOf(0), DutyMap.Led(2, 32), guard, clock, PeriodMicroseconds);
            loop.Check = new FrameCheck(frames.Format);
            return loop;
        }
    }
}
