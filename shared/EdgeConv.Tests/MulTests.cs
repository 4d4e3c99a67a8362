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
    public class MulTests
    {
        [TestMethod]
        public void Mul_EqualsReference_RandomShapesAndScales()
        {
            Dice dice = new Dice(3);
            for (int i = 0; i < 600; i++)
            {
                OperandDice.Shapes(dice, out int[] aShape, out int[] bShape);
                // Every tenth case any legal shift, else one that does not saturate everything.
                Requantization output = i % 10 == 0 ? OperandDice.Requantization(dice, 1, -31, 30)
                    : OperandDice.Requantization(dice, 1, -12, -5);
                Check(dice, aShape, bShape, output);
            }
        }

        [TestMethod]
        public void Mul_RefusesBadParameters()
        {
            int[] shape = new int[] { 2, 3 };
            Requantization output = new Requantization(new int[] { 1 << 30 }, new int[] { -8 }, 0, -128, 127);
            Expect.Throws(typeof(ArgumentException), () => Elementwise.Product(shape, 128, shape, 0, output));
            Expect.Throws(typeof(ArgumentException), () => Elementwise.Product(shape, 0, shape, -129, output));
            Expect.Throws(typeof(ArgumentException), () => Elementwise.Product(shape, 0, new int[] { 3, 3 }, 0, output));
        }

        private static void Check(Dice dice, int[] aShape, int[] bShape, Requantization output)
        {
            sbyte[] a = KernelDice.Activations(dice, ReferenceBroadcast.Length(aShape));
            sbyte[] b = KernelDice.Activations(dice, ReferenceBroadcast.Length(bShape));
            int length = ReferenceBroadcast.Length(ReferenceBroadcast.Shape(aShape, bShape));
            int aZero = KernelDice.ZeroPoint(dice), bZero = KernelDice.ZeroPoint(dice);
            sbyte[] expected = new sbyte[length], y = OperandDice.Blank(length + 2);
            ReferenceMul.Run(a, aShape, aZero, b, bShape, bZero, output.Multipliers[0], output.Shifts[0], output.ZeroPoint,
                output.Minimum, output.Maximum, expected);
            Elementwise.Product(aShape, aZero, bShape, bZero, output).Invoke(a, 0, b, 0, y, 1);
            OperandDice.Check(expected, y, 1, length, OperandDice.Text(aShape) + " * " + OperandDice.Text(bShape));
        }
    }
}
