namespace EdgeConv.Tests.Measure;

/// <summary>A line sampled at an even rate, put together piece by piece.</summary>
internal sealed class TestSignal(int rate)
{
    private readonly List<bool> _samples = [];

    /// <summary>Samples per second.</summary>
    public int Rate => rate;

    public bool[] Samples => [.. _samples];

    /// <summary>Periods of a PWM, each of <paramref name="length"/> samples with the first <paramref name="high"/> of them high.</summary>
    public TestSignal Pwm(int periods, int length, int high)
    {
        for (int i = 0; i < periods * length; i++) _samples.Add(i % length < high);
        return this;
    }

    /// <summary>Periods of a PWM that are no whole number of samples long, as those of a chip's divided clock.</summary>
    /// <param name="duties">The duty of each period, 0 to 1.</param>
    /// <param name="length">Samples of a period.</param>
    public TestSignal Pwm(IReadOnlyList<double> duties, double length)
    {
        for (int i = 0; i < (int)(duties.Count * length); i++)
        {
            int period = (int)(i / length);
            _samples.Add(i - period * length < duties[period] * length);
        }
        return this;
    }

    /// <summary>The line stays.</summary>
    public TestSignal Level(int samples, bool high)
    {
        _samples.AddRange(Enumerable.Repeat(high, samples));
        return this;
    }

    /// <summary>Bytes as a UART sends them: 8N1, the lowest bit first, one after the other.</summary>
    public TestSignal Uart(byte[] bytes, int samplesPerBit)
    {
        foreach (byte value in bytes)
            for (int bit = 0; bit < 10; bit++) Level(samplesPerBit, bit == 9 || (bit > 0 && (value >> (bit - 1) & 1) != 0));
        return this;
    }

    /// <summary>Flips samples from one on.</summary>
    public TestSignal Flip(int from, int count)
    {
        for (int i = from; i < from + count; i++) _samples[i] = !_samples[i];
        return this;
    }

    /// <summary>Turns high and low round.</summary>
    public TestSignal Invert() => Flip(0, _samples.Count);

    /// <summary>Lets every edge come up to some samples late, and thickens some with bounces: a bad cable.</summary>
    public TestSignal Bounce(int seed, int edgesPerBounce)
    {
        var random = new Random(seed);
        for (int i = 1; i < _samples.Count - 4; i++)
            if (_samples[i] != _samples[i - 1] && _samples[i] == _samples[i + 1] && random.Next(edgesPerBounce) == 0)
            {
                Flip(i + 1, 1);
                i += 4;
            }
        return this;
    }

    /// <summary>The signal all forms are tested with: a PWM of 1 kHz at 100 kHz, 0.1 s each at 25, 50, 0, 100 and 75 %.</summary>
    public static TestSignal Steps() =>
        new TestSignal(100_000).Pwm(100, 100, 25).Pwm(100, 100, 50).Level(10_000, false).Level(10_000, true).Pwm(100, 100, 75);
}
