using System;
using System.Device.Gpio;
using System.Device.Pwm;
using EdgeConv.Actuation;
using nanoFramework.Hardware.Esp32;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// A PWM pin of an ESP32. It refuses pins, functions, frequencies and duties for which the chip or its driver would give a wrong signal
    /// without an error. The signal is never stopped, because the driver has one flag for all channels: stopping one would freeze the duty
    /// of the others.
    /// </summary>
    public sealed class Esp32PwmOutput : IPwmOutput
    {
        /// <summary>Minimum frequency in Hz: below it the timer's divider overflows on chips with 14-bit timers.</summary>
        public const int MinimumHz = 10;

        /// <summary>Maximum frequency in Hz: above it the 80 MHz clock gives a resolution of less than 10 bits.</summary>
        public const int MaximumHz = 77821;

        // Below this frequency in Hz an ESP32 counts to 2^19, and the driver's 32-bit product of count and duty overflows.
        private const int OverflowHz = 152;
        private const int MaxDutyBelowOverflowHz = 8191;

        // From PWM7 on the driver reads beyond its tables on chips with six channels. Two neighbors share a timer and thus a frequency.
        private static readonly DeviceFunction[] s_functions =
        {
            DeviceFunction.PWM1, DeviceFunction.PWM2, DeviceFunction.PWM3, DeviceFunction.PWM4, DeviceFunction.PWM5, DeviceFunction.PWM6,
        };

        // The frequency of each function in Hz; 0 if it is free.
        private static readonly int[] s_frequencyOf = new int[6];
        private static bool s_anyStarted;

        private readonly int _pin;
        private readonly int _firstDuty;
        private readonly PwmChannel _channel;
        private bool _isRunning;
        private int _duty;
        private GpioPin _released;

        /// <summary>
        /// Creates the output of a pin. After a reset of the chip the signal begins with <see cref="Start"/>. After a restart of the CLR
        /// alone, during which the PWM unit keeps running, the pin has the first duty from here on. Create all outputs before you start
        /// one.
        /// </summary>
        /// <param name="pin">GPIO number; 34 to 39 of an ESP32 are inputs only and are refused.</param>
        /// <param name="function">PWM1 to PWM6. PWM1 and 2, 3 and 4, 5 and 6 share their frequency.</param>
        /// <param name="frequencyHz">Frequency in Hz, 10 to 77821. Use 50 for servos, and 200 or more for LEDs and motors, because below
        /// 152 Hz the duty must not exceed 8191.</param>
        /// <param name="firstDuty">The safe duty, 0..10000.</param>
        /// <param name="offDuty">Duty at which the device is off: 0, or 10000 if an inverting stage drives it.</param>
        /// <exception cref="ArgumentException">The chip or its driver does not support the pin, function, frequency or duty.</exception>
        /// <exception cref="InvalidOperationException">An output has already been started.</exception>
        public Esp32PwmOutput(int pin, DeviceFunction function, int frequencyHz, int firstDuty, int offDuty = 0)
        {
            int index = s_functions.Length - 1;
            while (index >= 0 && s_functions[index] != function) index--;
            if (index < 0) throw new ArgumentException("function: only PWM1 to PWM6 work on every ESP32");
            if (frequencyHz < MinimumHz || frequencyHz > MaximumHz)
                throw new ArgumentException("frequencyHz: " + frequencyHz.ToString() + " is not in " + MinimumHz.ToString() + ".."
                    + MaximumHz.ToString());
            FrequencyHz = frequencyHz;
            Check(frequencyHz, firstDuty);
            if (offDuty != 0 && offDuty != 10000) throw new ArgumentException("offDuty: " + offDuty.ToString() + " is neither 0 nor 10000");
            if (s_frequencyOf[index] != 0) throw new ArgumentException("function: PWM" + (index + 1).ToString() + " is in use");
            int paired = s_frequencyOf[index ^ 1];
            if (paired != 0 && paired != frequencyHz)
                throw new ArgumentException("frequencyHz: PWM" + (index + 1).ToString() + " shares its timer with PWM"
                    + ((index ^ 1) + 1).ToString() + " at " + paired.ToString() + " Hz");
            if (s_anyStarted) throw new InvalidOperationException("make all outputs before the first is started");
            // This order of calls shows the first duty and no other with every version of the driver
            // (sys_dev_pwm_native_System_Device_Pwm_PwmChannel.cpp in nf-interpreter):
            // - From 2024-02-01 on it keeps the duty and writes it at the start; after a restart of the CLR alone it writes it here, at
            //   once.
            // - Until 2024-01-22 it starts the signal here and keeps the timer's count instead of the duty. Start would take that count for
            //   a duty: 24.6 % instead of 7.5 % at 50 Hz. The channel then reads back another duty; so this version is known, and Start
            // left
            //   out.
            // - In the ten days between, a second duty before the start threw; so there is only one.
            _channel = Open(pin, function, frequencyHz, firstDuty);
            _isRunning = (int)(_channel.DutyCycle * 10000 + 0.5) != firstDuty;
            _pin = pin;
            _firstDuty = firstDuty;
            _duty = firstDuty;
            OffDuty = offDuty;
            s_frequencyOf[index] = frequencyHz;
        }

        /// <inheritdoc/>
        public int FrequencyHz { get; }

        /// <inheritdoc/>
        public int OffDuty { get; }

        /// <inheritdoc/>
        public void Start()
        {
            s_anyStarted = true;
            if (_isRunning) return;
            _channel.Start();
            _isRunning = true;
            if (_duty != _firstDuty) _channel.DutyCycle = Exact(_duty);
        }

        /// <inheritdoc/>
        /// <exception cref="ArgumentException">The duty is not in 0..10000, or above 8191 at less than 152 Hz.</exception>
        public void SetDuty(int duty)
        {
            Check(FrequencyHz, duty);
            _duty = duty;
            if (_isRunning) _channel.DutyCycle = Exact(duty);
        }

        /// <summary>
        /// Makes the pin a plain GPIO output at the level of the off duty, which disconnects it from the PWM unit. The first call
        /// allocates.
        /// </summary>
        public void Release()
        {
            if (_released == null) _released = new GpioController().OpenPin(_pin);
            _released.SetPinMode(PinMode.Output);
            _released.Write(OffDuty == 0 ? PinValue.Low : PinValue.High);
        }

        /// <summary>Returns the function of a channel, 1 to 6.</summary>
        internal static DeviceFunction FunctionOf(int channel) => s_functions[channel - 1];

        /// <summary>Checks that the chip and its driver support a duty at a frequency.</summary>
        /// <exception cref="ArgumentException">The duty is not in 0..10000, or above 8191 at less than 152 Hz.</exception>
        internal static void Check(int frequencyHz, int duty)
        {
            if (duty < 0 || duty > 10000) throw new ArgumentException("duty: " + duty.ToString() + " is not in 0..10000");
            if (frequencyHz < OverflowHz && duty > MaxDutyBelowOverflowHz)
                throw new ArgumentException("duty: " + duty.ToString() + " comes out wrong below " + OverflowHz.ToString() + " Hz");
        }

        // The driver truncates to 1/10000. Half a step is added, so that a duty whose binary fraction is not exact does not lose one step.
        private static double Exact(int duty) => duty == 10000 ? 1.0 : (duty + 0.5) / 10000;

        private static PwmChannel Open(int pin, DeviceFunction function, int frequencyHz, int duty)
        {
            PwmChannel channel;
            try
            {
                Configuration.SetPinFunction(pin, function);
                channel = PwmChannel.CreateFromPin(pin, frequencyHz, Exact(duty));
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
