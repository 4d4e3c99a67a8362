using System;
using EdgeConv.Kernels;
using EdgeConv.Reference;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    [TestClass]
    public class MeanTests
    {
        [TestMethod]
        public void Mean_EqualsReference_RandomShapesAndAxes()
        {
            Dice dice = new Dice(21);
            for (int i = 0; i < 600; i++)
            {
                int[] shape = new int[dice.Between(1, 4)], reduced = new int[shape.Length];
                for (int axis = 0; axis < shape.Length; axis++)
                {
                    shape[axis] = dice.Between(1, 5);
                    reduced[axis] = dice.Between(0, 1) == 0 ? 1 : shape[axis];
                }
                sbyte[] x = KernelDice.Activations(dice, ReferenceBroadcast.Length(shape) + 2), part = new sbyte[x.Length - 2];
                Array.Copy(x, 2, part, 0, part.Length);
                int length = ReferenceBroadcast.Length(reduced), zeroPoint = KernelDice.ZeroPoint(dice), shift = dice.Between(-9, 1);
                int multiplier = OperandDice.Multiplier(dice), outputZero = KernelDice.ZeroPoint(dice);
                sbyte[] expected = new sbyte[length], y = OperandDice.Blank(length + 5);
                ReferenceSum.Run(part, shape, reduced, zeroPoint, multiplier, shift, outputZero, expected);
                new Mean(shape, reduced, zeroPoint,
                    new Requantization(new int[] { multiplier }, new int[] { shift }, outputZero, -128, 127)).Invoke(x, 2, y, 3);
                OperandDice.Check(expected, y, 3, length, OperandDice.Text(shape) + " to " + OperandDice.Text(reduced));
            }
        }

        [TestMethod]
        public void Mean_RefusesBadParameters()
        {
            Requantization output = new Requantization(new int[] { 1 << 30 }, new int[] { 0 }, 0, -128, 127);
            Expect.Throws(typeof(ArgumentException), () => new Mean(new int[] { 2, 3 }, new int[] { 1 }, 0, output));
            Expect.Throws(typeof(ArgumentException), () => new Mean(new int[] { 2, 3 }, new int[] { 2, 2 }, 0, output));
            Expect.Throws(typeof(ArgumentException), () => new Mean(new int[] { 2, 3 }, new int[] { 1, 3 }, 128, output));
        }
    }
}
