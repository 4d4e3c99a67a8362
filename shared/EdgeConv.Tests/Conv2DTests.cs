using System;
using EdgeConv.Kernels;
using EdgeConv.Reference;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    [TestClass]
    public class Conv2DTests
    {
        [TestMethod]
        public void AnyGeometryEqualsTheReference()
        {
            Dice dice = new Dice(20260101);
            for (int number = 0; number < Dice.Cases; number++)
            {
                int groups = dice.OneOf(1, 1, 1, 2, 3), channels = groups * dice.OneOf(1, 1, 2, 3, 5);
                int outputs = groups * dice.OneOf(1, 2, 3, 4, 5, 9, 10, 12);
                Window2D window = KernelDice.Window(dice, channels, 4, true);
                Check(dice, number, window, outputs, groups);
            }
        }

        [TestMethod]
        public void ManyTapsFlushTheLanes()
        {
            Dice dice = new Dice(7);
            for (int number = 0; number < 20; number++)
            {
                int channels = dice.Between(8, 16);
                Check(dice, number, Window2D.Same(3, 3, channels, 3, 3, 1), dice.Between(1, 7), 1);
                Check(dice, number, Window2D.Valid(1, 3, dice.Between(60, 200), 1, 1, 1), dice.Between(1, 7), 1);
            }
        }

        [TestMethod]
        public void LongRowsAreCut()
        {
            Dice dice = new Dice(9);
            Check(dice, 0, Window2D.Same(2, 131, 1, 3, 3, 1), 3, 1);
            Check(dice, 1, Window2D.Valid(9, 15, 2, 1, 1, 1), 4, 1);
            Check(dice, 2, new Window2D(2, 9, 15, 3, 1, 1, 1, 1, 1, 1, 0, 0, 9, 15), 5, 1);
        }

        [TestMethod]
        public void FilterLargerThanTheMap()
        {
            Dice dice = new Dice(11);
            Check(dice, 0, Window2D.Same(2, 2, 2, 5, 5, 1), 4, 1);
            Check(dice, 1, Window2D.Same(1, 1, 1, 3, 3, 2), 1, 1);
            Check(dice, 2, new Window2D(1, 1, 1, 1, 2, 2, 1, 1, 3, 3, 3, 3, 4, 4), 2, 1);
            Check(dice, 3, new Window2D(1, 2, 2, 1, 3, 3, 1, 1, 1, 1, 4, 5, 6, 8), 2, 1);
        }

        [TestMethod]
        public void LanesHoldTheirLimits()
        {
            // 8191 is the largest sum of magnitudes a lane takes without a flush: 64 taps of 127 and one of 63. One more and 128 * 8192
            // is 2^20.
            sbyte[] weights = new sbyte[2 * 65], x = new sbyte[65];
            for (int i = 0; i < 65; i++)
            {
                weights[i] = (sbyte)(i < 64 ? -127 : -63);
                weights[65 + i] = (sbyte)(i < 64 ? -127 : -64);
                x[i] = -128;
            }
            int[] y = new int[2];
            new Conv2D(Window2D.Valid(1, 1, 65, 1, 1, 1), 2, 1, weights, null, 0, Identity()).Accumulate(x, 0, y, 0);
            Assert.AreEqual(128 * 8191, y[0]);
            Assert.AreEqual(128 * 8192, y[1]);
        }

        [TestMethod]
        public void FiltersChangeWhileRunning()
        {
            Window2D window = Window2D.Valid(3, 3, 1, 2, 2, 1);
            Conv2D conv = new Conv2D(window, 1, 1, new sbyte[] { 1, 0, 0, 0 }, null, 0, Identity());
            sbyte[] x = { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, y = new sbyte[4];
            conv.Invoke(x, 0, y, 0);
            Expect.Same(new sbyte[] { 1, 2, 4, 5 }, y, 4, "top left tap");
            conv.SetFilters(new sbyte[] { 0, 1, -1, 2 }, new int[] { 10 });
            conv.Invoke(x, 0, y, 0);
            Expect.Same(new sbyte[] { 18, 20, 24, 26 }, y, 4, "new taps and bias");
        }

        [TestMethod]
        public void ArgumentsAreChecked()
        {
            Window2D window = Window2D.Valid(3, 3, 2, 2, 2, 1);
            Expect.Throws(typeof(ArgumentException), () => new Conv2D(window, 1, 1, new sbyte[7], null, 0, Identity()));
            Expect.Throws(typeof(ArgumentException), () => new Conv2D(window, 1, 1, new sbyte[8], new int[2], 0, Identity()));
            Expect.Throws(typeof(ArgumentException), () => new Conv2D(window, 3, 2, new sbyte[12], null, 0, Identity()));
            Expect.Throws(typeof(ArgumentException), () =>
                new Conv2D(window, 3, 1, new sbyte[24], null, 0, new Requantization(new int[2], new int[2], 0, -128, 127)));
            Expect.Throws(typeof(ArgumentException), () => new Conv2D(window, 1, 1, new sbyte[8], null, 128, Identity()));
            Expect.Throws(typeof(ArgumentException), () => Window2D.Valid(3, 3, 1, 4, 1, 1));
            Expect.Throws(typeof(ArgumentException), () => Window2D.Valid(3, 3, 1, 1, 1, 0));
            Expect.Throws(typeof(ArgumentException), () => Window2D.Same(0, 3, 1, 1, 1, 1));
            Expect.Throws(typeof(ArgumentException), () => Window2D.Valid(65536, 65536, 1, 1, 1, 1));
        }

        [TestMethod]
        public void ConvolutionAlongOneAxis()
        {
            sbyte[] x = { 1, 10, 2, 20, 3, 30, 4, 40 };
            Check(Window2D.Valid(1, 4, 2, 1, 2, 1), x, new sbyte[] { 21, 32, 43 }, "valid");
            Check(Window2D.Padded(1, 4, 2, 1, 2, 1, 2, 0, 0, 0, 0), x, new sbyte[] { 31, 42 }, "dilated");
            Check(Window2D.Same(1, 4, 2, 1, 2, 1), x, new sbyte[] { 21, 32, 43, 4 }, "same");
            Check(Window2D.Padded(1, 4, 2, 1, 2, 1, 1, 0, 0, 1, 0), x, new sbyte[] { 10, 21, 32, 43 }, "causal");
        }

        private static void Check(Window2D window, sbyte[] x, sbyte[] expected, string what)
        {
            sbyte[] y = new sbyte[expected.Length];
            new Conv2D(window, 1, 1, new sbyte[] { 1, 0, 0, 1 }, null, 0, Identity()).Invoke(x, 0, y, 0);
            Expect.Same(expected, y, y.Length, what);
        }

        internal static Requantization Identity() => new Requantization(new int[] { 1 << 30 }, new int[] { 1 }, 0, -128, 127);

        private static void Check(Dice dice, int number, Window2D w, int outputs, int groups)
        {
            int taps = w.Rows * w.Columns * w.Channels / groups, zeroPoint = KernelDice.ZeroPoint(dice);
            sbyte[] weights = KernelDice.Weights(dice, taps * outputs);
            sbyte[] x = KernelDice.Activations(dice, w.Batches * w.Height * w.Width * w.Channels);
            int[] bias = KernelDice.Bias(dice, outputs, taps), sums = new int[w.Batches * w.OutHeight * w.OutWidth * outputs];
            Requantization q = KernelDice.Requantization(dice, outputs, taps);
            Conv2D conv = new Conv2D(w, outputs, groups, weights, bias, zeroPoint, q);
            ReferenceConv.Conv2DAccumulators(x, w.Batches, w.Height, w.Width, w.Channels, zeroPoint, weights, outputs, w.Rows,
                w.Columns, bias, w.StrideY, w.StrideX,
                w.DilationY, w.DilationX, w.PadTop, w.PadLeft, w.OutHeight, w.OutWidth, groups, sums);
            string what = KernelDice.Describe(number, w, outputs) + ", groups " + groups.ToString();
            KernelCheck.Same(conv.Invoke, conv.Accumulate, x, sums, outputs, q, what);
        }
    }
}
