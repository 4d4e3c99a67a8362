using System;
using EdgeConv.Kernels;
using EdgeConv.Reference;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    [TestClass]
    public class Pool2DTests
    {
        [TestMethod]
        public void MaximumEqualsTheReference() => Compare(20260505, PoolKind.Maximum);

        [TestMethod]
        public void MinimumEqualsTheReference() => Compare(20260606, PoolKind.Minimum);

        [TestMethod]
        public void AverageEqualsTheReference() => Compare(20260707, PoolKind.Average);

        [TestMethod]
        public void GlobalPooling()
        {
            sbyte[] x = { 1, -1, 2, -2, 4, -4, 3, -3 }, y = new sbyte[2];
            new Pool2D(Window2D.Valid(2, 2, 2, 2, 2, 1), PoolKind.Average, -128, 127).Invoke(x, 0, y, 0);
            Expect.Same(new sbyte[] { 3, -3 }, y, 2, "means of 2.5 and -2.5, half away from zero");
            new Pool2D(Window2D.Valid(2, 2, 2, 2, 2, 1), PoolKind.Maximum, -128, 127).Invoke(x, 0, y, 0);
            Expect.Same(new sbyte[] { 4, -1 }, y, 2, "maxima");
            new Pool2D(Window2D.Valid(2, 2, 2, 2, 2, 1), PoolKind.Minimum, -128, 127).Invoke(x, 0, y, 0);
            Expect.Same(new sbyte[] { 1, -4 }, y, 2, "minima");
        }

        [TestMethod]
        public void ArgumentsAreChecked()
        {
            Window2D window = Window2D.Valid(3, 3, 2, 2, 2, 1);
            Expect.Throws(typeof(ArgumentException), () => new Pool2D(window, PoolKind.Maximum, 1, 0));
            Expect.Throws(typeof(ArgumentException), () => new Pool2D(window, PoolKind.Maximum, -129, 0));
            Expect.Throws(typeof(ArgumentException), () =>
                new Pool2D(Window2D.Padded(5, 5, 1, 2, 2, 1, 2, 0, 0, 0, 0), PoolKind.Maximum, -128, 127));
            Expect.Throws(typeof(ArgumentException), () =>
                new Pool2D(Window2D.Padded(5, 5, 1, 2, 2, 1, 1, 2, 0, 0, 0), PoolKind.Maximum, -128, 127));
        }

        private static void Compare(uint seed, PoolKind kind)
        {
            Dice dice = new Dice(seed);
            for (int number = 0; number < Dice.Cases;)
            {
                Window2D w = KernelDice.Window(dice, dice.Between(1, 4), 4, false);
                if (dice.Between(0, 3) == 0) w = Window2D.Valid(2 + w.Height, 2 + w.Width, w.Channels, 2, 2, dice.Between(1, 2));
                if (w.PadTop >= w.Rows || w.PadLeft >= w.Columns || (w.OutHeight - 1) * w.StrideY - w.PadTop >= w.Height
                    || (w.OutWidth - 1) * w.StrideX - w.PadLeft >= w.Width)
                    continue;
                int length = w.Batches * w.OutHeight * w.OutWidth * w.Channels;
                int low = dice.OneOf(-128, -128, dice.Between(-128, 0)), high = dice.OneOf(127, 127, dice.Between(0, 127));
                sbyte[] x = KernelDice.Activations(dice, w.Batches * w.Height * w.Width * w.Channels), expected = new sbyte[length];
                ReferencePool.Run(kind, x, w.Batches, w.Height, w.Width, w.Channels, w.Rows, w.Columns, w.StrideY, w.StrideX, w.PadTop,
                    w.PadLeft, w.OutHeight, w.OutWidth, low, high, expected);
                KernelCheck.Same(new Pool2D(w, kind, low, high).Invoke, x, expected, KernelDice.Describe(number, w, w.Channels));
                number++;
            }
        }
    }
}
