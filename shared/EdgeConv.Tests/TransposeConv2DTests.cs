using System;
using EdgeConv.Kernels;
using EdgeConv.Reference;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    [TestClass]
    public class TransposeConv2DTests
    {
        [TestMethod]
        public void TransposeConv2D_EqualsReference_RandomShapes()
        {
            Dice dice = new Dice(16);
            for (int i = 0; i < Dice.Cases; i++)
                Check(dice, dice.Between(1, 2), dice.Between(1, 3), dice.Between(1, 3), dice.Between(1, 4), dice.Between(1, 5),
                    dice.Between(1, 4), dice.Between(1, 4), dice.Between(1, 4), dice.Between(1, 4), -128, 127);
        }

        [TestMethod]
        public void TransposeConv2D_ManyChannels_ExtremeValues()
        {
            // 64 and more products of (-128)(-128) leave a lane of 21 bits: the kernel must flush before.
            Dice dice = new Dice(17);
            int[] channels = new int[] { 21, 31, 32, 62, 63, 64, 65, 126, 127, 128 };
            foreach (int c in channels)
            {
                Check(dice, 1, 2, 2, c, 3, 2, 2, 1, 1, -128, -128);
                Check(dice, 1, 2, 1, c, 4, 3, 2, 1, 2, 127, 127);
                Check(dice, 1, 1, 2, c, 2, 2, 2, 1, 1, -128, 127);
            }
        }

        [TestMethod]
        public void TransposeConv2D_RefusesBadParameters()
        {
            Requantization r = new Requantization(new int[] { 1 << 30 }, new int[] { -8 }, 0, -128, 127);
            Requantization two = new Requantization(new int[2], new int[2], 0, -128, 127);
            sbyte[] filter = new sbyte[12];
            Expect.Throws(typeof(ArgumentException), () => new TransposeConv2D(0, 1, 1, 1, 0, filter, 3, 2, 2, null, 1, 1, 0, 0, 2, 2, r));
            Expect.Throws(typeof(ArgumentException), () =>
                new TransposeConv2D(1, 1, 1, 1, 128, filter, 3, 2, 2, null, 1, 1, 0, 0, 2, 2, r));
            Expect.Throws(typeof(ArgumentException), () => new TransposeConv2D(1, 1, 1, 2, 0, filter, 3, 2, 2, null, 1, 1, 0, 0, 2, 2, r));
            Expect.Throws(typeof(ArgumentException), () =>
                new TransposeConv2D(1, 1, 1, 1, 0, filter, 3, 2, 2, new int[2], 1, 1, 0, 0, 2, 2, r));
            Expect.Throws(typeof(ArgumentException), () => new TransposeConv2D(1, 1, 1, 1, 0, filter, 3, 2, 2, null, 0, 1, 0, 0, 2, 2, r));
            Expect.Throws(typeof(ArgumentException), () => new TransposeConv2D(1, 1, 1, 1, 0, filter, 3, 2, 2, null, 1, 1, -1, 0, 2, 2, r));
            Expect.Throws(typeof(ArgumentException), () => new TransposeConv2D(1, 1, 1, 1, 0, filter, 3, 2, 2, null, 1, 1, 0, 0, 0, 2, r));
            Expect.Throws(typeof(ArgumentException), () =>
                new TransposeConv2D(1, 1, 1, 1, 0, filter, 3, 2, 2, null, 1, 1, 0, 0, 2, 2, two));
        }

        private static void Check(Dice dice, int n, int h, int w, int c, int k, int r, int s, int strideY, int strideX, int low, int high)
        {
            int padTop = dice.Between(0, r - 1), padLeft = dice.Between(0, s - 1);
            // Around the natural size: cut short, or with a rim no tap reaches.
            int outH = (h - 1) * strideY + r - padTop + dice.Between(-1, 2), outW = (w - 1) * strideX + s - padLeft + dice.Between(-1, 2);
            if (outH < 1) outH = 1;
            if (outW < 1) outW = 1;
            int zero = KernelDice.ZeroPoint(dice);
            Requantization q = OperandDice.Requantization(dice, dice.Between(0, 1) == 0 ? 1 : k, -14, -6);
            sbyte[] x = dice.Fill(new sbyte[n * h * w * c], low, high), filter = dice.Fill(new sbyte[k * r * s * c], low, high);
            int[] bias = dice.Between(0, 3) == 0 ? null : new int[k];
            for (int i = 0; bias != null && i < k; i++) bias[i] = dice.Between(-30000, 30000);
            sbyte[] expected = new sbyte[n * outH * outW * k];
            ReferenceTransposeConv.Conv2D(x, n, h, w, c, zero, filter, k, r, s, bias, strideY, strideX, padTop, padLeft, outH, outW,
                q.Multipliers, q.Shifts, q.ZeroPoint, q.Minimum, q.Maximum, expected);
            TransposeConv2D kernel =
                new TransposeConv2D(n, h, w, c, zero, filter, k, r, s, bias, strideY, strideX, padTop, padLeft, outH, outW, q);
            KernelCheck.Same(kernel.Invoke, x, expected, OperandDice.Text(new int[] { h, w, c }) + " -> "
                + OperandDice.Text(new int[] { outH, outW, k }) + ", filter " + OperandDice.Text(new int[] { r, s }));
        }
    }
}
