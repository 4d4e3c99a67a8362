using System;
using EdgeConv.Kernels;
using EdgeConv.Reference;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    [TestClass]
    public class ElementwiseTests
    {
        // Of a sum: 2^30 / 2^31 * 2^-18 takes 20 extra bits off twice half.
        private static readonly Requantization s_half = new Requantization(new int[] { 1 << 30 }, new int[] { -18 }, 0, -128, 127);

        [TestMethod]
        public void EqualsReference_RandomShapesAndScales()
        {
            Dice dice = new Dice(2);
            for (int i = 0; i < 4 * 600; i++)
            {
                OperandDice.Shapes(dice, out int[] aShape, out int[] bShape);
                // Every tenth case any legal shift, else one that does not saturate everything.
                bool isAny = i / 4 % 10 == 0;
                if (i % 4 == 2) CheckProduct(dice, aShape, bShape, isAny ? -31 : -12, isAny ? 30 : -5);
                else if (i % 4 == 3) CheckExtreme(dice, aShape, bShape, i % 8 == 3);
                else CheckSum(dice, aShape, bShape, isAny ? dice.Between(0, 22) : 20, dice.Between(-25, isAny ? 0 : -10), i % 4 == 1);
            }
        }

        [TestMethod]
        public void ShapesOfDifferentRankAreAlignedAtTheLastAxis()
        {
            sbyte[] y = new sbyte[6];
            Sum(new int[] { 3, 2 }, 0, 1 << 30, 0, new int[] { 2 }, 1 << 30, 0, 20, s_half)
                .Invoke(new sbyte[] { 1, 2, 3, 4, 5, 6 }, 0, new sbyte[] { 10, 20 }, 0, y, 0);
            Expect.Same(new sbyte[] { 11, 22, 13, 24, 15, 26 }, y, 6, "3x2 + 2");
        }

        [TestMethod]
        public void AnOperandMayBeWrittenOver()
        {
            sbyte[] a = new sbyte[] { 1, 2, 3 };
            Sum(new int[] { 3 }, 0, 1 << 30, 0, new int[] { 3 }, 1 << 30, 0, 20, s_half).Invoke(a, 0, a, 0, a, 0);
            Expect.Same(new sbyte[] { 2, 4, 6 }, a, 3, "a + a");
        }

        [TestMethod]
        public void RefusesBadParameters()
        {
            int[] shape = new int[] { 2, 3 }, other = new int[] { 3, 3 };
            Requantization up = new Requantization(new int[] { 1 << 30 }, new int[] { 1 }, 0, -128, 127);
            Expect.Throws(typeof(ArgumentException), () => Sum(shape, 128, 1, 0, shape, 1, 0, 20, s_half));
            Expect.Throws(typeof(ArgumentException), () => Sum(shape, 0, -1, 0, shape, 1, 0, 20, s_half));
            Expect.Throws(typeof(ArgumentException), () => Sum(shape, 0, 1, 0, shape, 1, 1, 20, s_half));
            Expect.Throws(typeof(ArgumentException), () => Sum(shape, 0, 1, 0, shape, 1, 0, 23, s_half));
            Expect.Throws(typeof(ArgumentException), () => Sum(shape, 0, 1, 0, shape, 1, 0, 20, up));
            Expect.Throws(typeof(ArgumentException), () => Sum(shape, 0, 1, 0, new int[] { 2, 2 }, 1, 0, 20, s_half));
            Expect.Throws(typeof(ArgumentException), () => Sum(shape, 0, 1, 0, new int[] { 2, 0 }, 1, 0, 20, s_half));
            Expect.Throws(typeof(ArgumentException), () => Sum(new int[0], 0, 1, 0, shape, 1, 0, 20, s_half));
            Expect.Throws(typeof(ArgumentException), () => Sum(new int[] { 65536, 1 }, 0, 1, 0, new int[] { 1, 65536 }, 1, 0, 20, s_half));
            Expect.Throws(typeof(ArgumentException), () => Elementwise.Product(shape, 128, shape, 0, s_half));
            Expect.Throws(typeof(ArgumentException), () => Elementwise.Product(shape, 0, shape, -129, s_half));
            Expect.Throws(typeof(ArgumentException), () => Elementwise.Product(shape, 0, other, 0, s_half));
            Expect.Throws(typeof(ArgumentException), () => Elementwise.Maximum(shape, other));
            Expect.Throws(typeof(ArgumentException), () => Elementwise.Minimum(shape, other));
        }

        private static Elementwise Sum(int[] aShape, int aZero, int aMultiplier, int aShift, int[] bShape, int bMultiplier, int bShift,
            int leftShift, Requantization output) =>
            Elementwise.Sum(aShape, aZero, aMultiplier, aShift, bShape, 0, bMultiplier, bShift, leftShift, output, false);

        private static void CheckSum(Dice dice, int[] aShape, int[] bShape, int leftShift, int shift, bool subtracts)
        {
            sbyte[] a = Operand(dice, aShape), b = Operand(dice, bShape), expected = Result(aShape, bShape);
            int aZero = KernelDice.ZeroPoint(dice), bZero = KernelDice.ZeroPoint(dice);
            int aMultiplier = OperandDice.Multiplier(dice), bMultiplier = OperandDice.Multiplier(dice);
            int aShift = dice.Between(-6, 0), bShift = dice.Between(-6, 0);
            Requantization q = OperandDice.Requantization(dice, 1, shift, shift);
            ReferenceElementwise.Sum(subtracts, a, aShape, aZero, aMultiplier, aShift, b, bShape, bZero, bMultiplier, bShift, leftShift,
                q.Multipliers[0], shift, q.ZeroPoint, q.Minimum, q.Maximum, expected);
            Elementwise kernel =
                Elementwise.Sum(aShape, aZero, aMultiplier, aShift, bShape, bZero, bMultiplier, bShift, leftShift, q, subtracts);
            KernelCheck.Same(kernel.Invoke, a, b, expected,
                OperandDice.Text(aShape) + (subtracts ? " - " : " + ") + OperandDice.Text(bShape));
        }

        private static void CheckProduct(Dice dice, int[] aShape, int[] bShape, int lowShift, int highShift)
        {
            sbyte[] a = Operand(dice, aShape), b = Operand(dice, bShape), expected = Result(aShape, bShape);
            int aZero = KernelDice.ZeroPoint(dice), bZero = KernelDice.ZeroPoint(dice);
            Requantization q = OperandDice.Requantization(dice, 1, lowShift, highShift);
            ReferenceElementwise.Product(a, aShape, aZero, b, bShape, bZero, q.Multipliers[0], q.Shifts[0],
                q.ZeroPoint, q.Minimum, q.Maximum, expected);
            KernelCheck.Same(Elementwise.Product(aShape, aZero, bShape, bZero, q).Invoke, a, b, expected,
                OperandDice.Text(aShape) + " * " + OperandDice.Text(bShape));
        }

        private static void CheckExtreme(Dice dice, int[] aShape, int[] bShape, bool isMinimum)
        {
            sbyte[] a = Operand(dice, aShape), b = Operand(dice, bShape), expected = Result(aShape, bShape);
            if (isMinimum) ReferenceElementwise.Minimum(a, aShape, b, bShape, expected);
            else ReferenceElementwise.Maximum(a, aShape, b, bShape, expected);
            Elementwise kernel = isMinimum ? Elementwise.Minimum(aShape, bShape) : Elementwise.Maximum(aShape, bShape);
            KernelCheck.Same(kernel.Invoke, a, b, expected,
                (isMinimum ? "minimum " : "maximum ") + OperandDice.Text(aShape) + ", " + OperandDice.Text(bShape));
        }

        private static sbyte[] Operand(Dice dice, int[] shape) => KernelDice.Activations(dice, ReferenceBroadcast.Length(shape));

        private static sbyte[] Result(int[] aShape, int[] bShape) =>
            new sbyte[ReferenceBroadcast.Length(ReferenceBroadcast.Shape(aShape, bShape))];
    }
}
