using EdgeConv.Benchmarks;

namespace EdgeConv.Tests.Device;

/// <summary>
/// The benchmark's IL counts, which are the same on every machine: the baseline stays what it is said to be, both engines stay ahead of it.
/// </summary>
[TestClass]
public class DeviceCodeCostTests
{
    private static readonly Lazy<IReadOnlyList<CaseResult>> s_cases = new(Benchmark.Count);

    [TestMethod]
    [DataRow("conv 3x3, 32x32x1 -> 8", 61.5, 10.0, 19.0)]
    [DataRow("conv 3x3, 16x16x8 -> 16", 43.6, 10.0, 22.0)]
    [DataRow("conv 1x1, 8x8x32 -> 32", 25.7, 7.3, 13.0)]
    [DataRow("fully connected, 256 -> 10", 25.1, 5.3, 10.0)]
    [DataRow("depthwise 3x3, 16x16x16", 44.4, 7.0, 7.5)]
    public void SumsCostWhatIsStated(string name, double textbook, double packed, double compiled) =>
        Check(name, 0, textbook, packed, compiled);

    [TestMethod]
    [DataRow("conv 3x3, 32x32x1 -> 8", 69.6, 8.0, 15.0)]
    [DataRow("conv 3x3, 16x16x8 -> 16", 44.6, 10.0, 21.0)]
    [DataRow("conv 3x3, 32x32x1 -> 8, no ReLU", 69.5, 7.5, 15.0)]
    [DataRow("conv 3x3, 16x16x8 -> 16, no ReLU", 44.6, 10.0, 21.0)]
    [DataRow("max pool 2x2, 16x16x16", 181.0, 3.0, 3.0)]
    [DataRow("conv 3x3 + requantize + max pool 2x2, 32x32x1 -> 8", 74.6, 8.0, 16.5)]
    [DataRow("built-in example, digits", 60.9, 5.5, 20.0)]
    [DataRow("example strokes", 73.9, 4.0, 12.0)]
    [DataRow("mnist_cnn", 54.8, 8.0, 15.0)]
    [DataRow("mnist_dw", 58.0, 5.0, 12.0)]
    [DataRow("micro_speech", 45.2, 8.0, 12.0)]
    [DataRow("person_detect, operators 0 to 4", 44.7, 4.5, 9.5)]
    public void WholeLayersAndModelsCostWhatIsStated(string name, double textbook, double packed, double compiled) =>
        Check(name, 3, textbook, packed, compiled);

    /// <summary>
    /// A baseline without the loop over the one input channel would take 54.5 IL per multiply-accumulate: also that is left behind 16.5
    /// times.
    /// </summary>
    [TestMethod]
    public void ConvolutionAndPoolingInOneIsAheadOfATighterBaselineToo()
    {
        CaseResult result = Case("conv 3x3 + requantize + max pool 2x2, 32x32x1 -> 8");
        Assert.IsLessThanOrEqualTo(54.5 / 16.5, (double)result.Instructions[5] / result.Work);
    }

    private static CaseResult Case(string name) => s_cases.Value.Single(result => result.Name == name);

    private static void Check(string name, int first, double textbook, double packed, double compiled)
    {
        CaseResult result = Case(name);
        if (result.Skipped is { } reason) Assert.Inconclusive("skipped: " + reason);
        Assert.IsTrue(result.IsSame, name);
        Assert.AreEqual(textbook, (double)result.Instructions[first] / result.Work, 0.03 * textbook, $"{name}: textbook");
        Assert.IsGreaterThanOrEqualTo(packed, result.Times(first + 1), $"{name}: packed");
        Assert.IsGreaterThanOrEqualTo(compiled, result.Times(first + 2), $"{name}: compiled");
    }
}
