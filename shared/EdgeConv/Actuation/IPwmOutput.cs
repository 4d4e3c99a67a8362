namespace EdgeConv.Actuation
{
    /// <summary>One PWM pin. Only an output guard writes to it.</summary>
    public interface IPwmOutput
    {
        /// <summary>PWM frequency in Hz, at least 1.</summary>
        int FrequencyHz { get; }

        /// <summary>The duty at which the device on the pin is off: 0, or 10000 if an inverting stage drives the device.</summary>
        int OffDuty { get; }

        /// <summary>Starts the PWM signal with the duty set last.</summary>
        void Start();

        /// <summary>Sets the share of each period during which the pin is high, from the next period on.</summary>
        /// <param name="duty">0 (always low) to 10000 (always high).</param>
        void SetDuty(int duty);

        /// <summary>
        /// Ends the PWM signal for good and leaves the pin at the level of the off duty, by other means than <see cref="SetDuty"/>. The
        /// guard calls this after <see cref="SetDuty"/> threw on the safe duty and on the off duty, until a call does not throw. May
        /// allocate.
        /// </summary>
        void Release();
    }
}
