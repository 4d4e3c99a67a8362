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
                int[] shape = OperandDice.Reduced(dice, out int[] reduced);
                sbyte[] x = KernelDice.Activations(dice, ReferenceBroadcast.Length(shape));
                int zeroPoint = KernelDice.ZeroPoint(dice), shift = dice.Between(-9, 1);
                int multiplier = OperandDice.Multiplier(dice), outputZero = KernelDice.ZeroPoint(dice);
                sbyte[] expected = new sbyte[ReferenceBroadcast.Length(reduced)];
                ReferenceSum.Run(x, shape, reduced, zeroPoint, multiplier, shift, outputZero, expected);
                Requantization output = new Requantization(new int[] { multiplier }, new int[] { shift }, outputZero, -128, 127);
                KernelCheck.Same(new Mean(shape, reduced, zeroPoint, output).Invoke, x, expected,
                    OperandDice.Text(shape) + " to " + OperandDice.Text(reduced));
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
