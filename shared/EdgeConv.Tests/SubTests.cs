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
    public class SubTests
    {
        [TestMethod]
        public void Sub_EqualsReference_RandomShapesAndScales()
        {
            Dice dice = new Dice(20);
            for (int i = 0; i < 600; i++)
            {
                OperandDice.Shapes(dice, out int[] aShape, out int[] bShape);
                sbyte[] a = KernelDice.Activations(dice, ReferenceBroadcast.Length(aShape)), b =
                    KernelDice.Activations(dice, ReferenceBroadcast.Length(bShape));
                int length = ReferenceBroadcast.Length(ReferenceBroadcast.Shape(aShape, bShape)), shift =
                    dice.Between(-25, i % 20 == 0 ? 0 : -10);
                int aZero = KernelDice.ZeroPoint(dice), bZero = KernelDice.ZeroPoint(dice), aShift = dice.Between(-6, 0), bShift =
                    dice.Between(-6, 0);
                int aMultiplier = OperandDice.Multiplier(dice), bMultiplier = OperandDice.Multiplier(dice);
                Requantization output = OperandDice.Requantization(dice, 1, shift, shift);
                sbyte[] expected = new sbyte[length], y = OperandDice.Blank(length + 5);
                ReferenceSub.Run(a, aShape, aZero, aMultiplier, aShift, b, bShape, bZero, bMultiplier, bShift, 20,
                    output.Multipliers[0], shift, output.ZeroPoint, output.Minimum, output.Maximum, expected);
                Elementwise.Sum(aShape, aZero, aMultiplier, aShift, bShape, bZero, bMultiplier, bShift, 20, output, true).Invoke(a, 0, b, 0,
                    y, 3);
                OperandDice.Check(expected, y, 3, length, OperandDice.Text(aShape) + " - " + OperandDice.Text(bShape));
            }
        }

        [TestMethod]
        public void Sub_RefusesBadParameters()
        {
            Requantization output = new Requantization(new int[] { 1 << 30 }, new int[] { -18 }, 0, -128, 127);
            Expect.Throws(typeof(ArgumentException), () =>
                Elementwise.Sum(new int[] { 2 }, 0, 1, 0, new int[] { 3 }, 0, 1, 0, 20, output, true));
        }
    }
}
