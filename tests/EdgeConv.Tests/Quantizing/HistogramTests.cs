namespace EdgeConv.Tests.Quantizing;

/// <summary>Ranges that leave out what is rare.</summary>
[TestClass]
public sealed class HistogramTests
{
    [TestMethod]
    public void APercentileLeavesOutTheRarestAtTheFarEnd()
    {
        float[] values = [.. Enumerable.Range(0, 99_990).Select(i => i / 99_990f), .. Enumerable.Repeat(100f, 10)];
        ValueRange range = Of(values).Percentile(0.999);
        Assert.AreEqual(0, range.Min);
        Assert.IsInRange(0.9f, 1.1f, range.Max);
        Assert.IsGreaterThan(99f, Of(values).Percentile(0.99995).Max, "5 of 100,000 may go, 10 lie out there");
    }

    [TestMethod]
    public void BothEndsShrinkAndZeroStaysInside()
    {
        float[] values = [.. Enumerable.Range(0, 10_000).Select(i => (i - 5_000) / 1_000f), -50, 60];
        ValueRange range = Of(values).Percentile(0.999);
        Assert.IsGreaterThan(-6f, range.Min);
        Assert.IsLessThan(6f, range.Max);
        ValueRange positive = Of([.. Enumerable.Repeat(5f, 1000), 10]).Percentile(0.9);
        Assert.AreEqual(0, positive.Min);
        Assert.IsGreaterThanOrEqualTo(5f, positive.Max);
    }

    [TestMethod]
    public void EntropyCutsALongTailAndKeepsAnEvenSpread()
    {
        Random random = new(1);
        float[] even = [.. Enumerable.Range(0, 50_000).Select(_ => random.NextSingle() * 4)];
        Assert.IsGreaterThan(3.8f, Of(even).Entropy().Max);
        // A narrow peak, and a few values far out.
        float[] tailed = [.. Enumerable.Range(0, 50_000).Select(_ => 0.02f * MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle()))),
            .. Enumerable.Range(0, 20).Select(i => 1f + 0.15f * i)];
        ValueRange range = Of(tailed).Entropy();
        Assert.IsInRange(0.06f, 2f, range.Max);
    }

    [TestMethod]
    public void ZeroIsAlwaysAValue()
    {
        Random random = new(2);
        for (int i = 0; i < 1000; i++)
        {
            Quantization q = new ValueRange(-random.NextSingle() * random.Next(3), random.NextSingle() * random.Next(3)).Quantization;
            Assert.IsTrue(q.ZeroPoint is >= -128 and <= 127 && float.IsNormal(q.Scale));
        }
    }

    private static Histogram Of(float[] values)
    {
        Histogram histogram = new(new ValueRange(Math.Min(0, values.Min()), Math.Max(0, values.Max())));
        histogram.Add(values);
        return histogram;
    }
}
