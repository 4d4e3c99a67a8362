using System;
using System.Collections.Generic;
using EdgeConv.Firmware.Fakes;
using nanoFramework.Hardware.Esp32;

namespace EdgeConv.Firmware.Fakes
{
    /// <summary>Versions of nanoFramework's PWM driver; each behaves as its source code.</summary>
    public enum PwmDriver
    {
        /// <summary>Since 2024-02-01: stores duties until the start, if no channel was started before.</summary>
        Current,
        /// <summary>2024-01-22 to 02-01: stores a duty while the one before is 0, else writes it, which throws before the start.</summary>
        OfJanuary2024,
        /// <summary>
        /// 2021 to 2024-01-22: starts the signal with the first duty, stores the timer's count instead of the duty, and uses that count as
        /// a duty at the start.
        /// </summary>
        Of2021,
    }

    /// <summary>The PWM unit of a chip and its driver, with the arithmetic and the limits of nanoFramework's firmware.</summary>
    public static class FakeChip
    {
        /// <summary>Version of the driver.</summary>
        public static PwmDriver Driver { get; set; }

        // Signals of each pin since the reset.
        private static List<string>[] s_shown;

        /// <summary>Returns the frequency of a pin's channel in hertz.</summary>
        public static int FrequencyOf(int pin) => System.Device.Pwm.PwmChannel.All[pin].Frequency;

        /// <summary>Bits of a timer: 20 on an ESP32, 14 on an S3 or C3.</summary>
        public static int TimerBits { get; set; }

        /// <summary>The driver's flag that any channel was started; it has one flag for all channels.</summary>
        public static bool IsStarted { get; set; }

        /// <summary>Number of calls that stopped a channel; the firmware must never do that.</summary>
        public static int Stops { get; set; }

        /// <summary>Function of each pin.</summary>
        public static DeviceFunction[] FunctionOf { get; private set; }

        /// <summary>Resets the chip.</summary>
        public static void Reset(int timerBits)
        {
            TimerBits = timerBits;
            IsStarted = false;
            Stops = 0;
            Driver = PwmDriver.Current;
            FunctionOf = new DeviceFunction[64];
            s_shown = new List<string>[64];
            ThrowsOnDuty = -1;
            OpenPins = new bool[64];
            FakeDrive.Format();
            FakeDrive.KeepsUnclosed = false;
            FakeUart.Wire = null;
        }

        /// <summary>Restarts only the CLR: the PWM unit continues, and its driver knows that it was started.</summary>
        public static void RestartClr()
        {
            s_shown = new List<string>[64];
            OpenPins = new bool[64];
        }

        /// <summary>A duty, in 1/10000, that the driver refuses with an exception; -1 for none, -2 for all.</summary>
        public static int ThrowsOnDuty { get; set; }

        /// <summary>Pins that are open as plain inputs or outputs.</summary>
        public static bool[] OpenPins { get; private set; }

        /// <summary>Called with each pin and its new signal.</summary>
        public static Action<int, string> OnShow { get; set; } = (pin, what) => { };

        /// <summary>Records the new signal of a pin.</summary>
        public static void Show(int pin, string what)
        {
            OnShow(pin, what);
            if (Thread.IsReal) return;
            if (s_shown[pin] == null) s_shown[pin] = new List<string>();
            s_shown[pin].Add(what);
        }

        /// <summary>Returns the signals of a pin since the reset, in order: the duty in 1/10000, or "low" or "high".</summary>
        public static string Shown(int pin) => s_shown[pin] == null ? "" : string.Join(" ", s_shown[pin]);

        /// <summary>Returns the finest resolution in bits for which 80 MHz / frequency / 2^bits is above 1.</summary>
        public static int ResolutionBits(int frequency)
        {
            for (int bits = Driver == PwmDriver.Of2021 ? 15 : TimerBits - 1; bits > 1; bits--)
                if ((80000000UL << 8) / (ulong)frequency / (1UL << bits) > 256) return bits;
            return 1;
        }

        /// <summary>Returns the count that the timer compares with. Its 32-bit product overflows, as on the chip.</summary>
        public static uint Count(int frequency, uint duty) => unchecked((1U << ResolutionBits(frequency)) * duty) / 10000;
    }
}

namespace nanoFramework.Hardware.Esp32
{
    public enum DeviceFunction
    {
        None,
        SPI1_MOSI = 65792,
        SPI1_MISO = 65793,
        SPI1_CLOCK = 65794,
        I2C1_DATA = 131328,
        I2C1_CLOCK = 131329,
        COM2_TX = 0x020200,
        COM2_RX = 0x020201,
        PWM1 = 262400,
        PWM2 = 262656,
        PWM3 = 262912,
        PWM4 = 263168,
        PWM5 = 263424,
        PWM6 = 263680,
        PWM7 = 263936,
    }

    public static class HighResTimer
    {
        /// <summary>Value of the chip's timer; null for firmware without this timer.</summary>
        public static ulong? Current { get; set; }

        /// <summary>Function that returns the timer's value instead of <see cref="Current"/>, or null.</summary>
        public static Func<ulong> Source { get; set; }

        public static ulong GetCurrent()
        {
            if (Source != null) return Source();
            if (Current == null) throw new NotSupportedException();
            return Current.Value;
        }
    }

    public static class Configuration
    {
        public static void SetPinFunction(int pin, DeviceFunction function) => FakeChip.FunctionOf[pin] = function;
    }
}

namespace nanoFramework.Runtime.Native
{
    public enum RebootOption { NormalReboot = 0, ClrOnly = 2 }

    public static class Power
    {
        /// <summary>Log of the requested restarts.</summary>
        public static string Log { get; set; } = "";

        /// <summary>Called for each requested restart.</summary>
        public static System.Action OnReboot { get; set; } = () => { };

        public static void RebootDevice(RebootOption option = RebootOption.NormalReboot)
        {
            Log += option.ToString() + " ";
            OnReboot();
        }
    }

    public static class SystemInfo
    {
        /// <summary>Name of the firmware image.</summary>
        public static string TargetName { get; set; } = "ESP32_REV3";
    }

    public static class GC
    {
        public static uint Run(bool compactHeap) => 98765;
    }
}

namespace System.Device.Gpio
{
    public enum PinMode { Input, Output = 3 }

    public readonly struct PinValue
    {
        private readonly bool _isHigh;

        private PinValue(bool isHigh) => _isHigh = isHigh;

        public static PinValue Low { get { return new PinValue(false); } }

        public static PinValue High { get { return new PinValue(true); } }

        public override string ToString() => _isHigh ? "high" : "low";
    }

    public sealed class GpioController
    {
        public GpioPin OpenPin(int pinNumber)
        {
            if (FakeChip.OpenPins[pinNumber]) throw new InvalidOperationException();
            FakeChip.OpenPins[pinNumber] = true;
            return new GpioPin(pinNumber);
        }
    }

    public sealed class GpioPin
    {
        private readonly int _pin;
        private bool _isOutput;

        internal GpioPin(int pin) => _pin = pin;

        public void SetPinMode(PinMode mode)
        {
            _isOutput = mode == PinMode.Output;
            if (_isOutput) FakeChip.Show(_pin, PinValue.Low.ToString());
        }

        public void Write(PinValue value)
        {
            if (!_isOutput) throw new ArgumentException();
            FakeChip.Show(_pin, value.ToString());
        }
    }
}

namespace System.Device.Pwm
{
    public sealed class PwmChannel
    {
        private readonly int _pin;

        private PwmChannel(int pin, int frequency)
        {
            _pin = pin;
            Frequency = frequency;
            All[pin] = this;
        }

        public static PwmChannel[] All { get; } = new PwmChannel[64];

        public int Frequency { get; }

        /// <summary>Count that the timer got last; 0 before the start.</summary>
        public uint Count { get; private set; }

        public bool IsStarted { get; private set; }

        /// <summary>Value that the driver stores: the duty in 1/10000, or the timer's count.</summary>
        public uint Kept { get; private set; }

        public double DutyCycle
        {
            get { return Kept / 10000.0; }
            set
            {
                if (value < 0 || value > 1) throw new ArgumentException();
                uint duty = (uint)(value * 10000);
                if (FakeChip.ThrowsOnDuty == -2 || FakeChip.ThrowsOnDuty == duty) throw new ArgumentException();
                bool writes = FakeChip.Driver == PwmDriver.Current ? FakeChip.IsStarted : FakeChip.Driver == PwmDriver.Of2021 || Kept != 0;
                if (writes)
                {
                    // ESP-IDF refuses the duty of a channel that was never configured.
                    if (FakeChip.Driver == PwmDriver.OfJanuary2024 && !IsStarted) throw new ArgumentException();
                    Output(FakeChip.Count(Frequency, duty));
                }
                Kept = FakeChip.Driver == PwmDriver.Of2021 ? Count : duty;
            }
        }

        public static PwmChannel CreateFromPin(int pin, int frequency, double duty)
        {
            if (FakeChip.FunctionOf[pin] < DeviceFunction.PWM1) return null;
            if (FakeChip.TimerBits == 20 && pin >= 34) throw new ArgumentException();
            var channel = new PwmChannel(pin, frequency);
            if (FakeChip.Driver == PwmDriver.Of2021) FakeChip.Show(pin, "low");
            channel.DutyCycle = duty;
            return channel;
        }

        public void Start()
        {
            IsStarted = true;
            FakeChip.IsStarted = true;
            Output(FakeChip.Count(Frequency, Kept));
        }

        public void Stop() => FakeChip.Stops++;

        private void Output(uint count)
        {
            Count = count;
            int full = 1 << FakeChip.ResolutionBits(Frequency);
            // Rounds up, so that a duty that was rounded down to the timer's steps shows its original value.
            FakeChip.Show(_pin, (((long)count * 10000 + full - 1) / full).ToString());
        }
    }
}
