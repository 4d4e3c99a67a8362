using System;
using EdgeConv.Frames;
using nanoFramework.Hardware.Esp32;
using nanoFramework.Runtime.Native;

namespace EdgeConv.Firmware.Fakes
{
    /// <summary>One start of a virtual board, from the reset to the restart or the end of its power.</summary>
    public static class VirtualChip
    {
        private const int Esp32TimerBits = 20;

        /// <summary>Runs the firmware's Main. The arguments are those of <see cref="VirtualBoardParts"/>.</summary>
        public static void Run(Func<long> now, Func<bool> isOff, Func<int, byte[]> receive, Action<byte[], int, int> send,
            Func<long, short[]> frame, string storage, bool showsLog, Action<long, int, int> onDuty,
            string settings, System.Net.IPAddress listen)
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
            FakeBus.Devices[Amg88xxFrameSource.HighAddress] = new SeeingSensor(() => frame(now()));
            int main = Environment.CurrentManagedThreadId;
            bool isClockMade = false;
            // Everything the firmware waits for goes by the clock: so it is here that it notices the loss of power. Not when it makes the
            // clock: it would take another, as on a chip without this timer.
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
            // What threads of this start are left end at their next wait.
            Thread.IsOff = () => true;
        }

        // As if they had been saved before.
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

        /// <summary>An AMG88xx that looks when it is read.</summary>
        private sealed class SeeingSensor : FakeI2cDevice
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
                    _sensor.Registers[Amg88xx.PixelRegister + 2 * i] = (byte)frame[i];
                    _sensor.Registers[Amg88xx.PixelRegister + 2 * i + 1] = (byte)(frame[i] >> 8 & 15);
                }
                _sensor.Read(register, data, start, length);
            }
        }
    }

    /// <summary>Ends a thread of a board that has no power any more, or restarts.</summary>
    public sealed class PowerLossException : Exception
    {
    }
}
