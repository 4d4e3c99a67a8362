namespace EdgeConv.Actuation
{
    /// <summary>One PWM pin. Only an output guard writes to it.</summary>
    public interface IPwmOutput
    {
        /// <summary>Frequency in Hz, at least 1.</summary>
        int FrequencyHz { get; }

        /// <summary>The duty at which what the pin drives is off: 0, or 10000 behind a stage that inverts.</summary>
        int OffDuty { get; }

        /// <summary>Starts the signal with the duty set last.</summary>
        void Start();

        /// <summary>Sets the share of a period the pin is high, from the next period on.</summary>
        /// <param name="duty">0 (always low) to 10000 (always high).</param>
        void SetDuty(int duty);

        /// <summary>
        /// Gives up the PWM signal for good and leaves the pin at the level of the off duty, by a way other than <see cref="SetDuty"/>. The
        /// guard calls it after the output refused its safe duty and its off duty, until it does not throw. May allocate.
        /// </summary>
        void Release();
    }
}
