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
    public class Conv3DTests
    {
        [TestMethod]
        public void AnyGeometryEqualsTheReference()
        {
            Dice dice = new Dice(20260303);
            for (int number = 0; number < Dice.Cases;)
            {
                int depth = dice.Between(1, 4), planes = dice.Between(1, 3), strideZ = dice.OneOf(1, 1, 2), dilationZ = dice.OneOf(1, 1, 2);
                int padFront = dice.OneOf(0, 0, 1), free = depth + padFront + dice.OneOf(0, 0, 1) - (planes - 1) * dilationZ - 1;
                if (free < 0) continue;
                Window2D w = KernelDice.Window(dice, dice.OneOf(1, 1, 2), 2, true);
                if (w.OutHeight * w.OutWidth * w.Rows * w.Columns > 150) continue;
                int outDepth = free / strideZ + 1, outputs = dice.OneOf(1, 2, 4), taps = planes * w.Rows * w.Columns * w.Channels;
                int zeroPoint = KernelDice.ZeroPoint(dice), length = w.Batches * outDepth * w.OutHeight * w.OutWidth * outputs;
                sbyte[] weights = KernelDice.Weights(dice, taps * outputs), x =
                    KernelDice.Activations(dice, w.Batches * depth * w.Height * w.Width * w.Channels);
                int[] bias = KernelDice.Bias(dice, outputs, taps);
                Requantization q = KernelDice.Requantization(dice, outputs, taps);
                sbyte[] wanted = new sbyte[length], got = new sbyte[length];
                new Conv3D(depth, planes, strideZ, dilationZ, padFront, outDepth, w, outputs, weights, bias, zeroPoint, q).Invoke(x, 0, got,
                    0);
                ReferenceConv.Conv3D(x, w.Batches, depth, w.Height, w.Width, w.Channels, zeroPoint, weights, outputs, planes, w.Rows,
                    w.Columns, bias,
                    strideZ, w.StrideY, w.StrideX, dilationZ, w.DilationY, w.DilationX, padFront, w.PadTop, w.PadLeft, outDepth,
                        w.OutHeight, w.OutWidth,
                    KernelDice.Spread(q.Multipliers, outputs), KernelDice.Spread(q.Shifts, outputs), q.ZeroPoint, q.Minimum, q.Maximum,
                        wanted);
                Expect.Same(wanted, got, length, KernelDice.Describe(number, w, outputs) + ", depth " + depth.ToString() + ", planes "
                    + planes.ToString());
                number++;
            }
        }

        [TestMethod]
        public void ArgumentsAreChecked()
        {
            Window2D w = Window2D.Valid(2, 2, 1, 1, 1, 1);
            Requantization q = Conv2DTests.Identity();
            Expect.Throws(typeof(ArgumentException), () => new Conv3D(2, 1, 1, 1, 0, 2, w, 1, new sbyte[2], null, 0, q));
            Expect.Throws(typeof(ArgumentException), () => new Conv3D(2, 1, 0, 1, 0, 2, w, 1, new sbyte[1], null, 0, q));
            Expect.Throws(typeof(ArgumentException), () => new Conv3D(2, 1, 1, 1, 0, 2, w, 1, new sbyte[1], new int[3], 0, q));
            Expect.Throws(typeof(ArgumentException), () => new Conv3D(2, 1, 1, 1, 0, 2, w, 1, new sbyte[1], null, -129, q));
        }
    }
}
