using System;
using System.Threading;
using EdgeConv.Actuation;
using EdgeConv.Frames;
using EdgeConv.Link;
using EdgeConv.Models;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// What Main does, in a class of its own so that tests can run it: output, frames, loop, and a restart when these end.
    /// </summary>
    public sealed class Application
    {
        private const long RetryMicroseconds = 1000000;

        private readonly Board _board;
        private readonly SerialUse _serial;
        private readonly bool _playsDigits;
        private readonly IClock _clock;
        private Esp32PwmOutput _output;
        private OutputGuard _guard;

        /// <summary>Takes the settings; touches no hardware.</summary>
        /// <param name="board">The pins.</param>
        /// <param name="serial">What the serial port is for.</param>
        /// <param name="playsDigits">Whether ten digits turn a servo, in place of frames of a sensor; without effect where the serial port
        /// is in use.</param>
        /// <param name="clock">The board's clock.</param>
        public Application(Board board, SerialUse serial, bool playsDigits, IClock clock)
        {
            _board = board;
            _serial = serial;
            _playsDigits = playsDigits && serial == SerialUse.None;
            _clock = clock;
        }

        /// <summary>Runs for good: whatever ends or throws, the output goes to its safe duty and the board restarts.</summary>
        /// <param name="calibrates">Whether to measure how fast the board runs code and do nothing more.</param>
        public void RunForever(bool calibrates)
        {
            long started = _clock.Microseconds;
            try
            {
                // First the pin: after a restart of the CLR alone the PWM unit still gives the duty of before.
                StartOutput();
                if (calibrates)
                {
                    Console.WriteLine(Calibration.Line(_board.Name, _clock));
                    Thread.Sleep(Timeout.Infinite);
                }
                else Run();
                Console.WriteLine("the program has ended");
            }
            catch (Exception e)
            {
                Report(e);
            }
            Restart.Now(_guard, _clock, started);
        }

        private static void Report(Exception e)
        {
            try
            {
                Console.WriteLine("error: " + e.Message);
            }
            catch (Exception)
            {
                // No memory left for the line: the restart matters more.
            }
        }

        private bool IsYoung => _clock.Microseconds < Restart.MaxRunMicroseconds;

        private void StartOutput()
        {
            int frequency = Loops.OutputHz, safeDuty = Loops.SafeDuty, offDuty = Loops.OffDuty;
            if (_playsDigits)
            {
                frequency = Loops.ServoHz;
                safeDuty = Loops.ServoMiddle;
                offDuty = 0;
            }
            _output = new Esp32PwmOutput(_board.PwmPin, _board.PwmFunction, frequency, safeDuty, offDuty);
            _guard = new OutputGuard(_output, safeDuty, Loops.DeadlineMicroseconds, _clock);
            _guard.Start();
        }

        private void Run()
        {
            string bus = "SDA GPIO " + _board.SdaPin.ToString() + ", SCL GPIO " + _board.SclPin.ToString();
            Console.WriteLine("EdgeConv on " + _board.Name + ": " + bus + ", output GPIO " + _board.PwmPin.ToString());
            Console.WriteLine("output: " + _output.FrequencyHz.ToString() + " Hz, safe duty " + StatusLine.Percent(_guard.SafeDuty) + " %");
            if (_serial == SerialUse.RunsModel) RunModel();
            else if (_serial == SerialUse.GivesFrames) SendFrames();
            else RunLoop();
        }

        private void RunLoop()
        {
            IFrameSource frames;
            if (_serial == SerialUse.TakesFrames)
            {
                SerialLink link = OpenLink(FramePacket.MaxBytes(Amg88xx.Format));
                Console.WriteLine("frames: over the serial line");
                frames = new SerialFrameSource(link, _board.Name, Amg88xx.Format);
            }
            else if (_playsDigits)
            {
                Console.WriteLine("frames: ten built-in digits");
                frames = new DigitFrames();
            }
            else frames = WaitForSensor();
            if (frames == null) return;
            EdgeLoop loop = _playsDigits ? Loops.Digits(frames, _guard)
                : frames is Mpu6050FrameSource ? Loops.Shake(frames, _guard) : Loops.Thermal(frames, _guard);
            loop.Observer = new StatusLine(_guard, _clock);
            try
            {
                while (IsYoung && loop.Step())
                {
                }
            }
            finally
            {
                loop.Stop();
            }
        }

        private void SendFrames()
        {
            IFrameSource frames = WaitForSensor();
            if (frames == null) return;
            SerialLink link = OpenLink(FramePacket.MaxBytes(frames.Format));
            var sender = new FrameSender(frames, link, _board.Name, _clock, Loops.PeriodMicroseconds);
            while (IsYoung) sender.Step();
        }

        private void RunModel()
        {
            IModel model = Loops.CreateModel();
            var server = new ModelServer(model, OpenLink(ModelServer.MaxBytes(model)), _board.Name, _clock);
            while (IsYoung)
            {
                server.Step();
                Thread.Sleep(1);
            }
        }

        private SerialLink OpenLink(int maxPayload)
        {
            SerialPins pins = SerialPins.Of(_board);
            pins.Connect();
            Console.WriteLine("serial: " + SerialPins.Port + ", TX GPIO " + pins.TxPin.ToString() + ", RX GPIO " + pins.RxPin.ToString()
                + ", " + SerialPins.Baud.ToString() + " baud");
            if (maxPayload < BoardDescription.MaxBytes) maxPayload = BoardDescription.MaxBytes;
            return new SerialLink(SerialPins.Port, SerialPins.Baud, maxPayload);
        }

        /// <summary>The sensor that answers, tried once a second; meanwhile the output stays at its safe duty.</summary>
        private IFrameSource WaitForSensor()
        {
            _board.ConnectI2c();
            var camera = new Amg88xxFrameSource(_board.I2cBus, Amg88xxFrameSource.HighAddress);
            var accelerometer = new Mpu6050FrameSource(_board.I2cBus, Mpu6050FrameSource.LowAddress, Loops.ShakeWindow);
            while (IsYoung)
            {
                long tried = _clock.Microseconds;
                if (camera.SetUp())
                {
                    Console.WriteLine("frames: AMG88xx");
                    return camera;
                }
                if (accelerometer.SetUp())
                {
                    Console.WriteLine("frames: MPU-6050");
                    return accelerometer;
                }
                Console.WriteLine("frames: no sensor answers, output safe; tried again each second");
                _clock.SleepUntil(tried + RetryMicroseconds);
            }
            return null;
        }
    }
}
