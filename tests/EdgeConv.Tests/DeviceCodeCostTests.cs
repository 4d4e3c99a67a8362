using EdgeConv.Benchmarks;

namespace EdgeConv.Tests;

/// <summary>The benchmark's IL counts, which are the same on every machine: the baseline stays what it is said to be, the packed kernels stay ahead of it.</summary>
[TestClass]
public class DeviceCodeCostTests
{
    private static readonly Lazy<IReadOnlyList<LayerResult>> s_layers = new(Benchmark.Count);

    [TestMethod]
    [DataRow(0, 61.5, 8.0)]
    [DataRow(1, 43.6, 8.0)]
    [DataRow(2, 25.7, 6.0)]
    [DataRow(3, 25.1, 4.0)]
    [DataRow(4, 44.4, 6.0)]
    [DataRow(5, 181.0, 3.0)]
    public void TextbookCostsWhatIsStatedAndPackedIsFaster(int layer, double textbook, double times)
    {
        LayerResult result = s_layers.Value[layer];
        int variant = result.HasSums ? 0 : 2;
        Assert.AreEqual(textbook, result.Instructions[variant], 0.03 * textbook, result.Name);
        Assert.IsGreaterThanOrEqualTo(times, result.Instructions[variant] / result.Instructions[variant + 1], result.Name);
        Assert.IsTrue(result.IsSame, result.Name);
    }
}
