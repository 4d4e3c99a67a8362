using System;
using EdgeConv.Devices;
using EdgeConv.Frames;
using nanoFramework.Hardware.Esp32;
using nanoFramework.Runtime.Native;

namespace EdgeConv.Firmware.Fakes
{
    /// <summary>One start of a virtual board, from the reset until the next restart or power cut.</summary>
    public static class VirtualChip
    {
        private const int Esp32TimerBits = 20;

        /// <summary>Runs the firmware's Main. The arguments are those of <see cref="VirtualBoardParts"/>.</summary>
        public static void Run(Func<long> now, Func<bool> isOff, Func<int, byte[]> receive, Action<byte[], int, int> send,
            Func<long, short[]> frame, Func<long, short[]> acceleration, Func<long, short[]> temperatures, Func<long, short[]> image,
            string storage, bool showsLog, Action<long, int, int> onDuty, string settings, System.Net.IPAddress listen)
        {
            FakeChip.Reset(Esp32TimerBits);
            FakeChip.OnShow = (pin, what) =>
            {
                if (int.TryParse(what, out int duty)) onDuty(now(), pin, duty);
            };
            FakeDrive.Folder = storage;
            if (settings != null) Prepare(settings);
            TcpCarrier.Bound = listen;
            FakeUart.Wire = new Wire(receive, send);
            if (frame != null) FakeBus.Devices[Amg88xxFrameSource.HighAddress] = new SeeingSensor(() => frame(now()));
            if (acceleration != null) FakeBus.Devices[Mpu6050FrameSource.LowAddress] = new MovedSensor(now, acceleration);
            if (temperatures != null) FakeBus.Devices[Mlx90640FrameSource.DefaultAddress] = new ThermalSensor(now, temperatures);
            // The camera is at whichever pin the settings select it with.
            if (image != null) Array.Fill(FakeSpiBus.Devices, new SeeingCamera(() => image(now())));
            int main = Environment.CurrentManagedThreadId;
            bool isClockMade = false;
            // All waits of the firmware read this clock, so the loss of power ends the firmware here. It must not do so when the firmware
            // creates the clock, because the firmware would then use another clock, as on a chip without this timer.
            HighResTimer.Source = () =>
            {
                if (isClockMade && isOff() && Environment.CurrentManagedThreadId == main) throw new PowerLossException();
                isClockMade = true;
                return (ulong)now();
            };
            Console.IsShown = showsLog;
            Thread.IsReal = true;
            Thread.IsOff = isOff;
            Power.OnReboot = () => throw new PowerLossException();
            try
            {
                Program.Main();
            }
            catch (PowerLossException)
            {
            }
            // Remaining threads of this start end at their next wait.
            Thread.IsOff = () => true;
        }

        // Saves the settings to the drive before the firmware starts.
        private static void Prepare(string lines)
        {
            var store = new SettingsStore(new BoardDrive());
            Settings settings = store.Load(), wanted = settings.Copy();
            wanted.SetLines(lines);
            if (!wanted.IsLike(settings)) store.Save(wanted);
        }

        private sealed class Wire : IFakeWire
        {
            private readonly Func<int, byte[]> _receive;
            private readonly Action<byte[], int, int> _send;

            public Wire(Func<int, byte[]> receive, Action<byte[], int, int> send)
            {
                _receive = receive;
                _send = send;
            }

            public byte[] Receive(int max) => _receive(max);

            public void Send(byte[] buffer, int offset, int count) => _send(buffer, offset, count);
        }

        /// <summary>An AMG88xx that gets its frame when it is read.</summary>
        private sealed class SeeingSensor : FakeByteDevice
        {
            private readonly FakeAmg88xx _sensor = new FakeAmg88xx();
            private readonly Func<short[]> _look;

            public SeeingSensor(Func<short[]> look) => _look = look;

            public override bool IsConnected { get { return _look() != null; } }

            public override void Write(int register, byte value)
            {
                _sensor.Log = "";
                _sensor.Write(register, value);
            }

            public override void Read(int register, byte[] data, int start, int length)
            {
                short[] frame = _look();
                for (int i = 0; frame != null && i < frame.Length; i++)
                {
                    _sensor.Registers[(int)Amg88xxRegister.Pixels + 2 * i] = (byte)frame[i];
                    _sensor.Registers[(int)Amg88xxRegister.Pixels + 2 * i + 1] = (byte)(frame[i] >> 8 & 15);
                }
                _sensor.Read(register, data, start, length);
            }
        }
    }

    /// <summary>An MPU-6050 that takes 100 samples per second, even if it is read less often.</summary>
    internal sealed class MovedSensor : FakeByteDevice
    {
        private const long SampleMicroseconds = 1000000 / Mpu6050FrameSource.SamplesPerSecond;

        // This is more than the FIFO holds.
        private const int MaxSamples = 200;

        private readonly FakeMpu6050 _sensor = new FakeMpu6050();
        private readonly Func<long> _now;
        private readonly Func<long, short[]> _measure;
        private long _samples;

        /// <summary>Creates the sensor.</summary>
        /// <param name="now">Returns the time in microseconds since the start.</param>
        /// <param name="measure">Returns the sample at a time: x, y and z; null while the sensor is unplugged.</param>
        public MovedSensor(Func<long> now, Func<long, short[]> measure)
        {
            _now = now;
            _measure = measure;
        }

        /// <inheritdoc/>
        public override bool IsConnected
        {
            get
            {
                if (_measure(_now()) != null) return true;
                // A sensor without power loses its registers and its FIFO.
                _sensor.Reset();
                return false;
            }
        }

        /// <inheritdoc/>
        public override void Write(int register, byte value)
        {
            Measure();
            _sensor.Write(register, value);
        }

        /// <inheritdoc/>
        public override void Read(int register, byte[] data, int start, int length)
        {
            Measure();
            _sensor.Read(register, data, start, length);
        }

        private void Measure()
        {
            long due = _now() / SampleMicroseconds;
            for (_samples = Math.Max(_samples, due - MaxSamples); _samples < due; _samples++)
            {
                short[] sample = _measure(_samples * SampleMicroseconds);
                if (sample != null) _sensor.Sample(sample[0], sample[1], sample[2]);
            }
        }
    }

    /// <summary>Ends a thread of a board that restarts or has lost its power.</summary>
    public sealed class PowerLossException : Exception
    {
    }
}
