using System;
using System.Threading;
using EdgeConv.Actuation;
using EdgeConv.Frames;
using EdgeConv.Models;
using EdgeConv.Serial;

namespace EdgeConv.Firmware
{
    /// <summary>Frames of the sensor that answers to the brightness of an LED; without a sensor, digits to the angle of a servo.</summary>
    public static class Program
    {
        // True measures how fast this board runs code and prints what its file in hardware/boards takes, instead of running the loop. For a Release build.
        private static readonly bool Calibrates = false;

        // What the serial port is for: None; TakesFrames of edgeconv send or a camera module instead of a sensor's; GivesFrames of the sensor to edgeconv record; RunsModel for edgeconv validate.
        private static readonly SerialUse Serial = SerialUse.None;

        /// <summary>Finds the sensor and runs the loop. Whatever goes wrong before, the output was never started.</summary>
        public static void Main()
        {
            try
            {
                Board board = Board.Current;
                if (Calibrates)
                {
                    Console.WriteLine(Calibration.Line(board.Name, BoardClock.Create()));
                    return;
                }
                IClock clock = BoardClock.Create();
                if (Serial == SerialUse.RunsModel) RunModel(board, clock);
                else if (Serial == SerialUse.GivesFrames) SendFrames(board, clock);
                else RunLoop(board, clock);
            }
            catch (Exception e)
            {
                Console.WriteLine("error: " + e.Message);
            }
        }

        private static void RunLoop(Board board, IClock clock)
        {
            Console.WriteLine("EdgeConv on " + board.Name + ": SDA GPIO " + board.SdaPin.ToString() + ", SCL GPIO " + board.SclPin.ToString() + ", output GPIO " + board.PwmPin.ToString());
            IFrameSource frames = Serial == SerialUse.TakesFrames ? new SerialFrameSource(OpenLink(board, FramePacket.MostBytes(Amg88xx.Format)), board.Name, Amg88xx.Format) : FindSensor(board);
            bool isServo = frames is DigitFrames;
            Console.WriteLine("output: " + (isServo ? "a servo" : "an LED"));
            var output = new Esp32PwmOutput(board.PwmPin, board.PwmFunction, isServo ? Loops.ServoHz : Loops.LedHz);
            var guard = new OutputGuard(output, isServo ? Loops.ServoMiddle : 0, Loops.DeadlineMicroseconds, clock);
            EdgeLoop loop = isServo ? Loops.Digits(frames, guard, clock) : frames is Mpu6050FrameSource ? Loops.Shake(frames, guard, clock) : Loops.Thermal(frames, guard, clock);
            loop.Observer = new StatusLine(guard, clock);
            loop.Run();
        }

        private static void SendFrames(Board board, IClock clock)
        {
            IFrameSource frames = FindSensor(board);
            var sender = new FrameSender(frames, OpenLink(board, FramePacket.MostBytes(frames.Format)), board.Name, clock, Loops.PeriodMicroseconds);
            while (true) sender.Step();
        }

        private static void RunModel(Board board, IClock clock)
        {
            IModel model = Loops.CreateModel();
            var server = new ModelServer(model, OpenLink(board, ModelServer.MostBytes(model)), board.Name, clock);
            while (true)
            {
                server.Step();
                Thread.Sleep(1);
            }
        }

        private static SerialLink OpenLink(Board board, int mostPayload)
        {
            SerialPins pins = SerialPins.Of(board);
            pins.Connect();
            Console.WriteLine("serial: " + SerialPins.Port + ", TX GPIO " + pins.TxPin.ToString() + ", RX GPIO " + pins.RxPin.ToString() + ", " + SerialPins.Baud.ToString() + " baud");
            return new SerialLink(SerialPins.Port, SerialPins.Baud, mostPayload > BoardDescription.MostBytes ? mostPayload : BoardDescription.MostBytes);
        }

        private static IFrameSource FindSensor(Board board)
        {
            board.ConnectI2c();
            var camera = new Amg88xxFrameSource(board.I2cBus, Amg88xxFrameSource.HighAddress);
            if (camera.SetUp())
            {
                Console.WriteLine("frames: AMG88xx");
                return camera;
            }
            var accelerometer = new Mpu6050FrameSource(board.I2cBus, Mpu6050FrameSource.LowAddress, ShakeNetwork.Window);
            if (accelerometer.SetUp())
            {
                Console.WriteLine("frames: MPU-6050");
                return accelerometer;
            }
            Console.WriteLine("frames: no sensor answers, ten built-in digits instead");
            return new DigitFrames();
        }
    }
}
