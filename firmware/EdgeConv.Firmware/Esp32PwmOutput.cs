using System;
using System.Device.Pwm;
using EdgeConv.Actuation;
using nanoFramework.Hardware.Esp32;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// A PWM pin of an ESP32. Refuses, with a clear message, what the chip or its driver would silently get wrong. The signal is never
    /// stopped: the driver has one flag for all channels, so that stopping one would freeze the duty of the others. Duty 0 is off.
    /// </summary>
    public sealed class Esp32PwmOutput : IPwmOutput
    {
        /// <summary>Lowest frequency: below it the timer's divider overflows on chips with 14 bit timers.</summary>
        public const int MinimumHz = 10;

        /// <summary>Highest frequency: above it less than 10 bits of resolution are left of the 80 MHz clock.</summary>
        public const int MaximumHz = 78000;

        // Below this frequency an ESP32 counts to 2^19, and the driver's 32 bit product of count and duty overflows.
        private const int OverflowHz = 152;
        private const int LargestDutyBelowOverflowHz = 8191;

        // From PWM7 on the driver leaves its tables on chips with six channels. Two neighbours share a timer, so a frequency.
        private static readonly DeviceFunction[] Functions =
        {
            DeviceFunction.PWM1, DeviceFunction.PWM2, DeviceFunction.PWM3, DeviceFunction.PWM4, DeviceFunction.PWM5, DeviceFunction.PWM6,
        };

        // Frequency of each function in use, 0 when free.
        private static readonly int[] FrequencyOf = new int[6];
        private static bool _anyStarted;

        private readonly PwmChannel _channel;

        /// <summary>Claims a pin. The signal begins with <see cref="Start"/>; make all outputs before the first is started.</summary>
        /// <param name="pin">GPIO that can drive an output: 34 to 39 of an ESP32 cannot.</param>
        /// <param name="function">PWM1 to PWM6. PWM1 and 2, 3 and 4, 5 and 6 share their frequency.</param>
        /// <param name="frequencyHz">10 to 78000. 50 for servos; from 200 on for LEDs and motors, for below 152 Hz the duty must stay at or below 8191.</param>
        /// <exception cref="ArgumentException">A pin, function or frequency that the chip or its driver gets wrong.</exception>
        /// <exception cref="InvalidOperationException">An output was started already.</exception>
        public Esp32PwmOutput(int pin, DeviceFunction function, int frequencyHz)
        {
            int index = Functions.Length - 1;
            while (index >= 0 && Functions[index] != function) index--;
            if (index < 0) throw new ArgumentException("function: only PWM1 to PWM6 work on every ESP32");
            if (frequencyHz < MinimumHz || frequencyHz > MaximumHz)
                throw new ArgumentException("frequencyHz: " + frequencyHz.ToString() + " is not in " + MinimumHz.ToString() + ".." + MaximumHz.ToString());
            if (FrequencyOf[index] != 0) throw new ArgumentException("function: PWM" + (index + 1).ToString() + " is in use");
            int paired = FrequencyOf[index ^ 1];
            if (paired != 0 && paired != frequencyHz)
                throw new ArgumentException("frequencyHz: PWM" + (index + 1).ToString() + " shares its timer with PWM" + ((index ^ 1) + 1).ToString() + " at " + paired.ToString() + " Hz");
            if (_anyStarted) throw new InvalidOperationException("make all outputs before the first is started");
            _channel = Open(pin, function, frequencyHz);
            FrequencyOf[index] = frequencyHz;
            FrequencyHz = frequencyHz;
        }

        /// <inheritdoc/>
        public int FrequencyHz { get; }

        /// <inheritdoc/>
        public void Start()
        {
            _anyStarted = true;
            _channel.Start();
        }

        /// <inheritdoc/>
        /// <exception cref="ArgumentException">Not in 0..10000, or above 8191 at less than 152 Hz.</exception>
        public void SetDuty(int duty)
        {
            if (duty < 0 || duty > 10000) throw new ArgumentException("duty: " + duty.ToString() + " is not in 0..10000");
            if (FrequencyHz < OverflowHz && duty > LargestDutyBelowOverflowHz)
                throw new ArgumentException("duty: " + duty.ToString() + " comes out wrong below " + OverflowHz.ToString() + " Hz");
            // The driver cuts to 1/10000: half a step more keeps a duty that is not exact in binary from losing one.
            _channel.DutyCycle = duty == 10000 ? 1.0 : (duty + 0.5) / 10000;
        }

        private static PwmChannel Open(int pin, DeviceFunction function, int frequencyHz)
        {
            PwmChannel channel;
            try
            {
                Configuration.SetPinFunction(pin, function);
                channel = PwmChannel.CreateFromPin(pin, frequencyHz, 0);
            }
            catch (Exception)
            {
                throw new ArgumentException("pin: GPIO " + pin.ToString() + " is no output (34 to 39 of an ESP32 are inputs only)");
            }
            if (channel == null) throw new ArgumentException("pin: GPIO " + pin.ToString() + " could not be given a PWM function");
            return channel;
        }
    }
}
