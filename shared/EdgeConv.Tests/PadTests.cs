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
    public class PadTests
    {
        [TestMethod]
        public void Pad_EqualsReference_RandomShapes()
        {
            Dice dice = new Dice(14);
            for (int i = 0; i < Dice.Cases; i++)
            {
                int rank = dice.Between(1, 4), length = 1;
                int[] shape = new int[rank], before = new int[rank], after = new int[rank];
                for (int axis = 0; axis < rank; axis++)
                {
                    shape[axis] = dice.Between(1, 3);
                    before[axis] = dice.OneOf(0, 0, 1, 2);
                    after[axis] = dice.OneOf(0, 0, 1, 2);
                    length *= before[axis] + shape[axis] + after[axis];
                }
                int value = dice.Between(-128, 127), xLength = ReferenceBroadcast.Length(shape);
                sbyte[] x = KernelDice.Activations(dice, xLength), shifted = new sbyte[xLength + 1];
                Array.Copy(x, 0, shifted, 1, xLength);
                sbyte[] expected = new sbyte[length], y = OperandDice.Blank(length + 3);
                ReferencePad.Run(x, shape, before, after, (sbyte)value, expected);
                new Pad(shape, before, after, value).Invoke(shifted, 1, y, 2);
                OperandDice.Check(expected, y, 2, length, OperandDice.Text(shape) + " before " + OperandDice.Text(before) + " after " + OperandDice.Text(after));
            }
        }

        [TestMethod]
        public void Pad_RefusesBadParameters()
        {
            int[] shape = new int[] { 2, 3 };
            Expect.Throws(typeof(ArgumentException), () => new Pad(shape, new int[1], new int[2], 0));
            Expect.Throws(typeof(ArgumentException), () => new Pad(shape, new int[2], new int[3], 0));
            Expect.Throws(typeof(ArgumentException), () => new Pad(shape, new int[] { 0, -1 }, new int[2], 0));
            Expect.Throws(typeof(ArgumentException), () => new Pad(shape, new int[2], new int[2], 128));
            Expect.Throws(typeof(ArgumentException), () => new Pad(new int[] { 0 }, new int[1], new int[1], 0));
        }
    }
}
