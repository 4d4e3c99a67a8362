using System;
using EdgeConv.Kernels;
using EdgeConv.Reference;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    [TestClass]
    public class SoftmaxTests
    {
        [TestMethod]
        public void Softmax_EqualsReference_RandomRows()
        {
            Dice dice = new Dice(12);
            for (int i = 0; i < Dice.Cases; i++)
                Check(dice, dice.Between(1, 3), dice.Between(1, 6), dice.Between(16, i % 10 == 0 ? 31 : 27));
        }

        [TestMethod]
        public void Softmax_EqualsReference_LongRows()
        {
            Dice dice = new Dice(13);
            Check(dice, 1, 300, 20);
            Check(dice, 1, 700, 10);
            Check(dice, 1, 1100, 0);
        }

        [TestMethod]
        public void Softmax_EqualShares()
        {
            // 512 and more equal values: each share is below half a step.
            int[] depths = new int[] { 1, 2, 3, 10, 511, 512, 513, 1024 };
            foreach (int depth in depths)
            {
                sbyte[] x = new sbyte[depth], expected = new sbyte[depth];
                ReferenceSoftmax.Run(x, 1, depth, 1 << 30, 20, -1984, expected);
                KernelCheck.Same(new Softmax(1, depth, 1 << 30, 20).Invoke, x, expected, "depth " + depth.ToString());
            }
        }

        [TestMethod]
        public void Softmax_RefusesBadParameters()
        {
            Expect.Throws(typeof(ArgumentException), () => new Softmax(0, 1, 1, 20));
            Expect.Throws(typeof(ArgumentException), () => new Softmax(1, 0, 1, 20));
            Expect.Throws(typeof(ArgumentException), () => new Softmax(1, 4096, 1, 20));
            Expect.Throws(typeof(ArgumentException), () => new Softmax(1, 1, -1, 20));
            Expect.Throws(typeof(ArgumentException), () => new Softmax(1, 1, 1, 32));
            Expect.Throws(typeof(ArgumentException), () => new Softmax(1, 1, 1, -1));
        }

        private static void Check(Dice dice, int rows, int depth, int leftShift)
        {
            int multiplier = OperandDice.Multiplier(dice), length = rows * depth;
            sbyte[] x = KernelDice.Activations(dice, length), expected = new sbyte[length];
            ReferenceSoftmax.Run(x, rows, depth, multiplier, leftShift, -(int)((31L << 26) >> leftShift), expected);
            KernelCheck.Same(new Softmax(rows, depth, multiplier, leftShift).Invoke, x, expected,
                rows.ToString() + "x" + depth.ToString() + ", shift " + leftShift.ToString());
        }
    }
}
