using System;
using EdgeConv.Kernels;
using EdgeConv.Reference;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    [TestClass]
    public class RequantizeTests
    {
        [TestMethod]
        public void Requantize_EqualsTextbookDoubleRounding()
        {
            Dice dice = new Dice(1);
            for (int i = 0; i < 3000; i++)
            {
                int accumulator = OperandDice.Bits(dice, 32) >> dice.Between(0, 31);
                Check(accumulator, OperandDice.Multiplier(dice), dice.Between(-31, 30));
            }
        }

        [TestMethod]
        public void Requantize_TiesAndExtremes()
        {
            int[] sums = new int[] { int.MinValue, int.MinValue + 1, -3, -2, -1, 0, 1, 2, 3, 1 << 20, int.MaxValue - 1, int.MaxValue };
            int[] multipliers = new int[] { 0, 1, 1 << 29, 1 << 30, (1 << 30) + 1, int.MaxValue - 1, int.MaxValue };
            foreach (int sum in sums)
                foreach (int multiplier in multipliers)
                    for (int shift = -31; shift <= 30; shift++) Check(sum, multiplier, shift);
        }

        [TestMethod]
        public void Requantization_RefusesBadParameters()
        {
            Expect.Throws(typeof(ArgumentException), () => new Requantization(null, new int[1], 0, -128, 127));
            Expect.Throws(typeof(ArgumentException), () => new Requantization(new int[0], new int[0], 0, -128, 127));
            Expect.Throws(typeof(ArgumentException), () => new Requantization(new int[2], new int[1], 0, -128, 127));
            Expect.Throws(typeof(ArgumentException), () => new Requantization(new int[] { -1 }, new int[1], 0, -128, 127));
            Expect.Throws(typeof(ArgumentException), () => new Requantization(new int[1], new int[] { 31 }, 0, -128, 127));
            Expect.Throws(typeof(ArgumentException), () => new Requantization(new int[1], new int[] { -32 }, 0, -128, 127));
            Expect.Throws(typeof(ArgumentException), () => new Requantization(new int[1], new int[1], 128, -128, 127));
            Expect.Throws(typeof(ArgumentException), () => new Requantization(new int[1], new int[1], 0, 5, 4));
            Expect.Throws(typeof(ArgumentException), () => new Requantization(new int[1], new int[1], 0, -129, 4));
        }

        [TestMethod]
        public void Requantization_OneForAllOrOnePerChannel()
        {
            Requantization one = new Requantization(new int[] { 7 }, new int[] { -2 }, 0, -128, 127);
            Requantization two = new Requantization(new int[] { 7, 8 }, new int[] { -2, 3 }, 0, -128, 127);
            Assert.AreEqual(7, one.MultiplierOf(1));
            Assert.AreEqual(-2, one.ShiftOf(1));
            Assert.AreEqual(8, two.MultiplierOf(1));
            Assert.AreEqual(3, two.ShiftOf(1));
        }

        private static void Check(int accumulator, int multiplier, int shift)
        {
            int expected = ReferenceMath.MultiplyByQuantizedMultiplier(accumulator, multiplier, shift);
            int actual = Requantize.Apply(accumulator, multiplier, shift);
            if (expected != actual)
                Expect.Fail(accumulator.ToString() + " * " + multiplier.ToString() + ", shift " + shift.ToString() + ": expected "
                    + expected.ToString() + ", got " + actual.ToString());
        }
    }
}
