namespace EdgeConv.Actuation
{
    /// <summary>One PWM pin. Only an output guard writes to it.</summary>
    public interface IPwmOutput
    {
        /// <summary>Frequency in Hz, at least 1.</summary>
        int FrequencyHz { get; }

        /// <summary>Starts the signal with the duty set last.</summary>
        void Start();

        /// <summary>Sets the share of a period the pin is high, from the next period on.</summary>
        /// <param name="duty">0 (always low) to 10000 (always high).</param>
        void SetDuty(int duty);
    }
}
