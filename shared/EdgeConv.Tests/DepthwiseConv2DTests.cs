using System;
using EdgeConv.Kernels;
using EdgeConv.Reference;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    [TestClass]
    public class DepthwiseConv2DTests
    {
        [TestMethod]
        public void AnyGeometryEqualsTheReference()
        {
            Dice dice = new Dice(20260202);
            for (int number = 0; number < Dice.Cases; number++)
                Check(dice, number, KernelDice.Window(dice, dice.Between(1, 5), 4, true), dice.OneOf(1, 1, 1, 2, 4));
        }

        [TestMethod]
        public void StreamedRowsEqualTheReference()
        {
            Dice dice = new Dice(5);
            for (int number = 0; number < 100; number++)
            {
                int height = dice.Between(2, 6), width = dice.Between(1, 7), channels = dice.Between(1, 4);
                Window2D window = height < 4 || width < 3 || dice.Between(0, 1) == 0
                    ? Window2D.Same(height, width, channels, 3, 3, 1) : Window2D.Valid(height, width, channels, 3, 3, 1);
                Check(dice, number, window, 1);
            }
        }

        [TestMethod]
        public void FiltersChangeWhileRunning()
        {
            sbyte[] first = new sbyte[18], second = new sbyte[18], x = new sbyte[32], y = new sbyte[32];
            for (int i = 0; i < 32; i++) x[i] = (sbyte)i;
            first[8] = 1;
            second[9] = 2;
            DepthwiseConv2D conv = new DepthwiseConv2D(Window2D.Same(4, 4, 2, 3, 3, 1), 1, first, null, 0, Conv2DTests.Identity());
            conv.Invoke(x, 0, y, 0);
            Assert.AreEqual((sbyte)10, y[10]);
            Assert.AreEqual((sbyte)0, y[11]);
            conv.SetFilters(second, new int[] { 5, 7 });
            conv.Invoke(x, 0, y, 0);
            Assert.AreEqual((sbyte)5, y[10]);
            Assert.AreEqual((sbyte)29, y[11]);
        }

        [TestMethod]
        public void ArgumentsAreChecked()
        {
            Window2D window = Window2D.Valid(3, 3, 2, 2, 2, 1);
            Requantization q = Conv2DTests.Identity();
            Expect.Throws(typeof(ArgumentException), () => new DepthwiseConv2D(window, 0, new sbyte[8], null, 0, q));
            Expect.Throws(typeof(ArgumentException), () => new DepthwiseConv2D(window, 1, new sbyte[9], null, 0, q));
            Expect.Throws(typeof(ArgumentException), () => new DepthwiseConv2D(window, 1, new sbyte[8], new int[1], 0, q));
            Expect.Throws(typeof(ArgumentException), () => new DepthwiseConv2D(window, 1, new sbyte[8], null, 128, q));
        }

        private static void Check(Dice dice, int number, Window2D w, int multiplier)
        {
            int outputs = w.Channels * multiplier, taps = w.Rows * w.Columns, zeroPoint = KernelDice.ZeroPoint(dice);
            sbyte[] weights = KernelDice.Weights(dice, taps * outputs);
            sbyte[] x = KernelDice.Activations(dice, w.Batches * w.Height * w.Width * w.Channels);
            int[] bias = KernelDice.Bias(dice, outputs, taps), sums = new int[w.Batches * w.OutHeight * w.OutWidth * outputs];
            Requantization q = KernelDice.Requantization(dice, outputs, taps);
            DepthwiseConv2D conv = new DepthwiseConv2D(w, multiplier, weights, bias, zeroPoint, q);
            ReferenceDepthwise.Conv2DAccumulators(x, w.Batches, w.Height, w.Width, w.Channels, zeroPoint, weights, multiplier, w.Rows,
                w.Columns, bias, w.StrideY, w.StrideX,
                w.DilationY, w.DilationX, w.PadTop, w.PadLeft, w.OutHeight, w.OutWidth, sums);
            KernelCheck.Same(conv.Invoke, conv.Accumulate, x, sums, outputs, q, KernelDice.Describe(number, w, outputs));
        }
    }
}
