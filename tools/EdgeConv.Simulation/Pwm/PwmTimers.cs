namespace EdgeConv.Simulation.Pwm;

/// <summary>
/// The timers behind the PWM channels of an ESP32: PWM1 and PWM2 share one, PWM3 and PWM4 the next, and so on. All channels of a timer have
/// its frequency.
/// </summary>
/// <param name="counterBits">Bits of the chip's LEDC timers.</param>
/// <param name="clock">Clock of the loop.</param>
public sealed class PwmTimers(int counterBits, IClock clock)
{
    private readonly Dictionary<int, PwmModel> _channels = [];

    /// <summary>Makes a stopped channel with duty 0.</summary>
    /// <param name="channel">Number of the channel, 1 to 16.</param>
    /// <param name="frequencyHz">Frequency in hertz, 1 to 1,000,000.</param>
    /// <exception cref="ArgumentException">The channel is in use, or another channel of its timer has another frequency.</exception>
    public PwmModel Add(int channel, int frequencyHz)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channel, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channel, 16);
        if (_channels.ContainsKey(channel)) throw new ArgumentException($"PWM{channel} is in use");
        foreach ((int other, PwmModel model) in _channels)
            if ((other - 1) / 2 == (channel - 1) / 2 && model.FrequencyHz != frequencyHz) throw new ArgumentException(
                $"PWM{channel} cannot have {frequencyHz} Hz: it shares a timer with PWM{other}, which has {model.FrequencyHz} Hz");
        return _channels[channel] = new PwmModel(frequencyHz, counterBits, clock);
    }
}
