using System;
using EdgeConv.Kernels;
using EdgeConv.Reference;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    [TestClass]
    public class PreluTests
    {
        [TestMethod]
        public void Prelu_EqualsReference_RandomShapesAndScales()
        {
            Dice dice = new Dice(41);
            for (int i = 0; i < 600; i++)
            {
                OperandDice.Shapes(dice, out int[] shape, out int[] slopesShape);
                for (int axis = 0; axis < shape.Length; axis++)
                    if (shape[axis] == 1) slopesShape[axis] = 1;
                sbyte[] x = KernelDice.Activations(dice, ReferenceBroadcast.Length(shape)), expected = new sbyte[x.Length];
                sbyte[] slopes = KernelDice.Activations(dice, ReferenceBroadcast.Length(slopesShape));
                int xZero = KernelDice.ZeroPoint(dice), slopeZero = KernelDice.ZeroPoint(dice), zero = KernelDice.ZeroPoint(dice);
                int count = dice.OneOf(1, 2, 2);
                int[] multipliers = new int[count], shifts = new int[count];
                for (int k = 0; k < count; k++)
                {
                    multipliers[k] = OperandDice.Multiplier(dice);
                    shifts[k] = dice.OneOf(-31, -8, 0, 1, 8, dice.Between(-12, 4));
                }
                ReferenceElementwise.Prelu(x, shape, xZero, slopes, slopesShape, slopeZero,
                    multipliers[0], shifts[0], multipliers[count - 1], shifts[count - 1], zero, expected);
                Requantization output = new Requantization(multipliers, shifts, zero, -128, 127);
                KernelCheck.Same(new Prelu(shape, xZero, slopesShape, slopeZero, output).Invoke, x, slopes, expected,
                    OperandDice.Text(shape) + ", slopes " + OperandDice.Text(slopesShape));
            }
        }

        [TestMethod]
        public void Prelu_RefusesBadParameters()
        {
            Requantization output = new Requantization(new int[] { 1 << 30 }, new int[] { 0 }, 0, -128, 127);
            Requantization three = new Requantization(new int[3], new int[3], 0, -128, 127);
            Expect.Throws(typeof(ArgumentException), () => new Prelu(new int[] { 2, 1 }, 0, new int[] { 2, 3 }, 0, output));
            Expect.Throws(typeof(ArgumentException), () => new Prelu(new int[] { 2, 3 }, 128, new int[] { 3 }, 0, output));
            Expect.Throws(typeof(ArgumentException), () => new Prelu(new int[] { 2, 3 }, 0, new int[] { 3 }, -129, output));
            Expect.Throws(typeof(ArgumentException), () => new Prelu(new int[] { 2, 3 }, 0, new int[] { 3 }, 0, three));
        }
    }
}
