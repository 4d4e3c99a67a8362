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
        /// Gives up the signal for good and leaves the pin at the level of the off duty, by other means than <see cref="SetDuty"/> has. The
        /// guard calls it when the output refuses its safe and its off duty, again and again until it does not throw. May allocate.
        /// </summary>
        void Release();
    }
}
