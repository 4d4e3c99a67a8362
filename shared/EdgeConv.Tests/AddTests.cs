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
    public class AddTests
    {
        [TestMethod]
        public void Add_EqualsReference_RandomShapesAndScales()
        {
            Dice dice = new Dice(2);
            for (int i = 0; i < 600; i++)
            {
                OperandDice.Shapes(dice, out int[] aShape, out int[] bShape);
                Check(dice, aShape, bShape, i % 10 == 0 ? dice.Between(0, 22) : 20, dice.Between(-25, i % 20 == 0 ? 0 : -10));
            }
        }

        [TestMethod]
        public void Add_AlignsShapesOfDifferentRankAtTheLastAxis()
        {
            sbyte[] y = new sbyte[6];
            Requantization sum = new Requantization(new int[] { 1 << 30 }, new int[] { -18 }, 0, -128, 127);
            Elementwise.Sum(new int[] { 3, 2 }, 0, 1 << 30, 0, new int[] { 2 }, 0, 1 << 30, 0, 20, sum, false)
                .Invoke(new sbyte[] { 1, 2, 3, 4, 5, 6 }, 0, new sbyte[] { 10, 20 }, 0, y, 0);
            Expect.Same(new sbyte[] { 11, 22, 13, 24, 15, 26 }, y, 6, "3x2 + 2");
        }

        [TestMethod]
        public void Add_MayWriteOverAnOperand()
        {
            sbyte[] a = new sbyte[] { 1, 2, 3 };
            Requantization sum = new Requantization(new int[] { 1 << 30 }, new int[] { -18 }, 0, -128, 127);
            Elementwise.Sum(new int[] { 3 }, 0, 1 << 30, 0, new int[] { 3 }, 0, 1 << 30, 0, 20, sum, false).Invoke(a, 0, a, 0, a, 0);
            Expect.Same(new sbyte[] { 2, 4, 6 }, a, 3, "a + a");
        }

        [TestMethod]
        public void Add_RefusesBadParameters()
        {
            int[] shape = new int[] { 2, 3 };
            Requantization sum = new Requantization(new int[] { 1 << 30 }, new int[] { -18 }, 0, -128, 127);
            Requantization up = new Requantization(new int[] { 1 << 30 }, new int[] { 1 }, 0, -128, 127);
            Expect.Throws(typeof(ArgumentException), () => Elementwise.Sum(shape, 128, 1, 0, shape, 0, 1, 0, 20, sum, false));
            Expect.Throws(typeof(ArgumentException), () => Elementwise.Sum(shape, 0, -1, 0, shape, 0, 1, 0, 20, sum, false));
            Expect.Throws(typeof(ArgumentException), () => Elementwise.Sum(shape, 0, 1, 0, shape, 0, 1, 1, 20, sum, false));
            Expect.Throws(typeof(ArgumentException), () => Elementwise.Sum(shape, 0, 1, 0, shape, 0, 1, 0, 23, sum, false));
            Expect.Throws(typeof(ArgumentException), () => Elementwise.Sum(shape, 0, 1, 0, shape, 0, 1, 0, 20, up, false));
            Expect.Throws(typeof(ArgumentException), () => Elementwise.Sum(shape, 0, 1, 0, new int[] { 2, 2 }, 0, 1, 0, 20, sum, false));
            Expect.Throws(typeof(ArgumentException), () => Elementwise.Sum(shape, 0, 1, 0, new int[] { 2, 0 }, 0, 1, 0, 20, sum, false));
            Expect.Throws(typeof(ArgumentException), () => Elementwise.Sum(new int[0], 0, 1, 0, shape, 0, 1, 0, 20, sum, false));
            Expect.Throws(typeof(ArgumentException), () =>
                Elementwise.Sum(new int[] { 65536, 1 }, 0, 1, 0, new int[] { 1, 65536 }, 0, 1, 0, 20, sum, false));
        }

        private static void Check(Dice dice, int[] aShape, int[] bShape, int leftShift, int shift)
        {
            sbyte[] a = KernelDice.Activations(dice, ReferenceBroadcast.Length(aShape) + 2);
            sbyte[] b = KernelDice.Activations(dice, ReferenceBroadcast.Length(bShape) + 1);
            int length = ReferenceBroadcast.Length(ReferenceBroadcast.Shape(aShape, bShape));
            int aZero = KernelDice.ZeroPoint(dice), bZero = KernelDice.ZeroPoint(dice);
            int aMultiplier = OperandDice.Multiplier(dice), bMultiplier = OperandDice.Multiplier(dice);
            int aShift = dice.Between(-6, 0), bShift = dice.Between(-6, 0);
            Requantization output = OperandDice.Requantization(dice, 1, shift, shift);
            sbyte[] aPart = new sbyte[a.Length], bPart = new sbyte[b.Length], expected = new sbyte[length], y =
                OperandDice.Blank(length + 5);
            Array.Copy(a, 2, aPart, 0, a.Length - 2);
            Array.Copy(b, 1, bPart, 0, b.Length - 1);
            ReferenceAdd.Run(aPart, aShape, aZero, aMultiplier, aShift, bPart, bShape, bZero, bMultiplier, bShift, leftShift,
                output.Multipliers[0], shift, output.ZeroPoint, output.Minimum, output.Maximum, expected);
            Elementwise.Sum(aShape, aZero, aMultiplier, aShift, bShape, bZero, bMultiplier, bShift, leftShift, output, false).Invoke(a, 2,
                b, 1, y, 3);
            OperandDice.Check(expected, y, 3, length, OperandDice.Text(aShape) + " + " + OperandDice.Text(bShape));
        }
    }
}
