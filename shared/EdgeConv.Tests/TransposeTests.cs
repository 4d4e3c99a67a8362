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
    public class TransposeTests
    {
        [TestMethod]
        public void Transpose_EqualsReference_RandomShapes()
        {
            Dice dice = new Dice(15);
            for (int i = 0; i < Dice.Cases; i++)
            {
                int rank = dice.Between(1, 6);
                int[] shape = new int[rank], permutation = new int[rank];
                for (int axis = 0; axis < rank; axis++)
                {
                    shape[axis] = dice.Between(1, rank < 4 ? 5 : 3);
                    permutation[axis] = axis;
                }
                for (int axis = rank - 1; axis > 0; axis--)
                {
                    int other = dice.Between(0, axis), kept = permutation[axis];
                    permutation[axis] = permutation[other];
                    permutation[other] = kept;
                }
                int length = ReferenceBroadcast.Length(shape);
                sbyte[] x = KernelDice.Activations(dice, length), shifted = new sbyte[length + 1];
                Array.Copy(x, 0, shifted, 1, length);
                sbyte[] expected = new sbyte[length], y = OperandDice.Blank(length + 3);
                ReferenceTranspose.Run(x, shape, permutation, expected);
                new Transpose(shape, permutation).Invoke(shifted, 1, y, 2);
                OperandDice.Check(expected, y, 2, length, OperandDice.Text(shape) + " by " + OperandDice.Text(permutation));
            }
        }

        [TestMethod]
        public void Transpose_RefusesBadParameters()
        {
            int[] shape = new int[] { 2, 3 };
            Expect.Throws(typeof(ArgumentException), () => new Transpose(shape, new int[] { 0 }));
            Expect.Throws(typeof(ArgumentException), () => new Transpose(shape, new int[] { 0, 0 }));
            Expect.Throws(typeof(ArgumentException), () => new Transpose(shape, new int[] { 0, 2 }));
            Expect.Throws(typeof(ArgumentException), () => new Transpose(new int[0], new int[0]));
        }
    }
}
