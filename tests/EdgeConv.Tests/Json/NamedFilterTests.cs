using EdgeConv.Reference;

namespace EdgeConv.Tests.Json;

/// <summary>The filters of image processing that .json models and the studio know by name.</summary>
[TestClass]
public sealed class NamedFilterTests
{
    [TestMethod]
    public void ReciprocalsDivide()
    {
        for (int divisor = 1; divisor < 200; divisor++)
        {
            int multiplier, shift;
            NamedFilter.Reciprocal(divisor, out multiplier, out shift);
            Assert.IsTrue(multiplier >= 1 << 30, "mantissa of " + divisor.ToString());
            for (int value = -1000; value <= 1000; value += 50)
                Assert.AreEqual(value, ReferenceMath.MultiplyByQuantizedMultiplier(value * divisor, multiplier, shift));
        }
    }

    [TestMethod]
    public void EveryNameIsAFilterWithinItsRange()
    {
        foreach (string name in NamedFilter.Names())
        {
            NamedFilter filter = NamedFilter.ByName(name);
            Assert.AreEqual(name, filter.Name);
            Assert.AreEqual(9, filter.Weights.Length);
            int sum = 0;
            foreach (sbyte weight in filter.Weights) sum += weight;
            Assert.IsTrue(sum == 0 || sum == filter.Divisor, name);
        }
        Assert.ThrowsExactly<ArgumentException>(() => NamedFilter.ByName("sobel"));
        Assert.ThrowsExactly<ArgumentException>(() => NamedFilter.Reciprocal(0, out _, out _));
    }
}
