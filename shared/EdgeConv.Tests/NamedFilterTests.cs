using System;
using EdgeConv.Kernels;
using EdgeConv.Reference;

#if NANOFRAMEWORK_1_0
using nanoFramework.TestFramework;
#else
using Microsoft.VisualStudio.TestTools.UnitTesting;
#endif

namespace EdgeConv.Tests
{
    [TestClass]
    public class NamedFilterTests
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
            Expect.Throws(typeof(ArgumentException), delegate { NamedFilter.ByName("sobel"); });
            Expect.Throws(typeof(ArgumentException), delegate { int m, s; NamedFilter.Reciprocal(0, out m, out s); });
        }
    }
}
