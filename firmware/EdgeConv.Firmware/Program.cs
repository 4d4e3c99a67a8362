using System;
using EdgeConv.Actuation;

namespace EdgeConv.Firmware
{
    /// <summary>Frames of the sensor that answers, through a hand-made network, to the brightness of an LED.</summary>
    public static class Program
    {
        // True measures how fast this board runs code and prints what its file in hardware/boards takes, instead of running the loop. For a Release build.
        private static readonly bool Calibrates = false;

        /// <summary>Finds the sensor and runs the loop. Whatever goes wrong before, the output was never started.</summary>
        public static void Main()
        {
            try
            {
                Board board = Board.Current;
                if (Calibrates)
                {
                    Console.WriteLine(Calibration.Line(board.Name, new SystemClock()));
                    return;
                }
                Console.WriteLine("EdgeConv on " + board.Name + ": SDA GPIO " + board.SdaPin.ToString() + ", SCL GPIO " + board.SclPin.ToString() + ", output GPIO " + board.PwmPin.ToString());
                board.ConnectI2c();

                var clock = new SystemClock();
                var output = new Esp32PwmOutput(board.PwmPin, board.PwmFunction, 1000);
                var guard = new OutputGuard(output, 0, Loops.DeadlineMicroseconds, clock);
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
                return Loops.Thermal(camera, guard, clock);
            }
            var accelerometer = new Mpu6050FrameSource(board.I2cBus, Mpu6050FrameSource.LowAddress, ShakeNetwork.Window);
            if (accelerometer.SetUp())
            {
                Console.WriteLine("frames: MPU-6050");
                return Loops.Shake(accelerometer, guard, clock);
            }
            Console.WriteLine("frames: no sensor answers, a built-in moving pattern instead");
            return Loops.Thermal(new MovingPattern(), guard, clock);
        }
    }
}
