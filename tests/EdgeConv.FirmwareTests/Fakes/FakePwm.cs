using System;
using EdgeConv.Firmware.Tests;
using nanoFramework.Hardware.Esp32;

namespace EdgeConv.Firmware.Tests
{
    /// <summary>The PWM unit of a chip and its driver, with the arithmetic and the limits nanoFramework's firmware has.</summary>
    public static class FakeChip
    {
        /// <summary>Bits of a timer: 20 on an ESP32, 14 on an S3 or C3.</summary>
        public static int TimerBits { get; set; }

        /// <summary>The driver's one flag for all channels.</summary>
        public static bool IsStarted { get; set; }

        /// <summary>Channels that were stopped: the firmware must never do so.</summary>
        public static int Stops { get; set; }

        /// <summary>The function each pin was given.</summary>
        public static DeviceFunction[] FunctionOf { get; private set; }

        /// <summary>A chip after reset.</summary>
        public static void Reset(int timerBits)
        {
            TimerBits = timerBits;
            IsStarted = false;
            Stops = 0;
            FunctionOf = new DeviceFunction[64];
        }

        /// <summary>Largest resolution whose count still divides 80 MHz by more than 1.</summary>
        public static int ResolutionBits(int frequency)
        {
            for (int bits = TimerBits - 1; bits > 1; bits--)
                if ((80000000UL << 8) / (ulong)frequency / (1UL << bits) > 256) return bits;
            return 1;
        }

        /// <summary>The count the timer compares with: a product of 32 bits, which overflows.</summary>
        public static uint Count(int frequency, uint duty)
        {
            return unchecked((1U << ResolutionBits(frequency)) * duty) / 10000;
        }
    }
}

namespace nanoFramework.Hardware.Esp32
{
    public enum DeviceFunction
    {
        None,
        I2C1_DATA = 0x010100,
        I2C1_CLOCK = 0x010101,
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
        /// <summary>What the chip's timer says; null for firmware without it.</summary>
        public static ulong? Current { get; set; }

        public static ulong GetCurrent()
        {
            if (Current == null) throw new NotSupportedException();
            return Current.Value;
        }
    }

    public static class Configuration
    {
        public static void SetPinFunction(int pin, DeviceFunction function)
        {
            FakeChip.FunctionOf[pin] = function;
        }
    }
}

namespace nanoFramework.Runtime.Native
{
    public static class GC
    {
        public static uint Run(bool compactHeap)
        {
            return 98765;
        }
    }
}

namespace System.Device.Pwm
{
    public sealed class PwmChannel
    {
        private readonly int _pin;
        private double _duty;

        private PwmChannel(int pin, int frequency)
        {
            _pin = pin;
            Frequency = frequency;
            All[pin] = this;
        }

        public static PwmChannel[] All { get; } = new PwmChannel[64];

        public int Frequency { get; }

        /// <summary>What the timer was last told; 0 before the start.</summary>
        public uint Count { get; private set; }

        public bool IsStarted { get; private set; }

        /// <summary>The whole 1/10000 the driver keeps.</summary>
        public uint Kept { get; private set; }

        public double DutyCycle
        {
            get { return _duty; }
            set
            {
                if (value < 0 || value > 1) throw new ArgumentException();
                _duty = value;
                Kept = (uint)(value * 10000);
                if (IsStarted) Count = FakeChip.Count(Frequency, Kept);
            }
        }

        public static PwmChannel CreateFromPin(int pin, int frequency, double duty)
        {
            if (FakeChip.FunctionOf[pin] < DeviceFunction.PWM1) return null;
            if (FakeChip.TimerBits == 20 && pin >= 34) throw new ArgumentException();
            return new PwmChannel(pin, frequency) { DutyCycle = duty };
        }

        public void Start()
        {
            IsStarted = true;
            FakeChip.IsStarted = true;
            Count = FakeChip.Count(Frequency, Kept);
        }

        public void Stop()
        {
            FakeChip.Stops++;
        }
    }
}
