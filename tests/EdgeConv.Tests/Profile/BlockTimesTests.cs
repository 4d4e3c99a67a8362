using EdgeConv.Benchmarks;

namespace EdgeConv.Tests.Profile;

/// <summary>The benchmark's times are processor time, whatever the clock on the wall says.</summary>
[TestClass]
public sealed class BlockTimesTests
{
    private readonly BlockTimes _times = new();

    [TestMethod]
    public void ABlockIsTheProcessorTimeBetweenItsMarks()
    {
        Mark(variant: -1, runs: 0, processor: 1000);
        Mark(variant: 0, runs: 10, processor: 3000);
        Mark(variant: 1, runs: 4, processor: 3400);
        // The second round: minutes later by the clock, a little faster on the processor.
        Mark(variant: 0, runs: 10, processor: 5300, clock: 60_000_000_000);
        Mark(variant: 1, runs: 4, processor: 5780, clock: 90_000_000_000);
        Assert.AreEqual((190, 100), (_times.Min()[(7, 0)], _times.Min()[(7, 1)]));
    }

    [TestMethod]
    public void AMarkThatIsReadTooLateCountsForNeitherBlockBesideIt()
    {
        Mark(variant: -1, runs: 0, processor: 0);
        Mark(variant: 0, runs: 1, processor: 900, late: true); // the next block has begun: 0 took less, and 1 would seem to take less
        Mark(variant: 1, runs: 1, processor: 1000);
        Mark(variant: 0, runs: 1, processor: 1500);
        Assert.Contains("1 of 2 variants", Assert.ThrowsExactly<ToolException>(() => _times.Min()).Message);
        Mark(variant: 1, runs: 1, processor: 1600);
        Assert.AreEqual((500, 100), (_times.Min()[(7, 0)], _times.Min()[(7, 1)]));
    }

    private void Mark(int variant, int runs, double processor, long clock = 0, bool late = false) =>
        _times.Take($"mark 7 {variant} {runs} {clock + 500}", () => processor, () => late ? clock + 501 : clock + 499);
}
