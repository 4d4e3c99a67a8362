using System;
using EdgeConv.Kernels;
using EdgeConv.Reference;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    [TestClass]
    public class ReduceExtremeTests
    {
        [TestMethod]
        public void ReduceExtreme_EqualsReference_RandomShapesAndAxes()
        {
            Dice dice = new Dice(42);
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
                int length = ReferenceBroadcast.Length(reduced);
                for (int kind = 0; kind < 2; kind++)
                {
                    sbyte[] expected = new sbyte[length], y = OperandDice.Blank(length + 5);
                    ReferenceReduceExtreme.Run(kind == 1, part, shape, reduced, expected);
                    new ReduceExtreme(shape, reduced, kind == 1).Invoke(x, 2, y, 3);
                    string what = OperandDice.Text(shape) + " to " + OperandDice.Text(reduced) + ", kind " + kind.ToString();
                    OperandDice.Check(expected, y, 3, length, what);
                }
            }
        }

        [TestMethod]
        public void ReduceExtreme_RefusesBadParameters()
        {
            Expect.Throws(typeof(ArgumentException), () => new ReduceExtreme(new int[] { 2, 3 }, new int[] { 1 }, false));
            Expect.Throws(typeof(ArgumentException), () => new ReduceExtreme(new int[] { 2, 3 }, new int[] { 2, 2 }, false));
            Expect.Throws(typeof(ArgumentException), () => new ReduceExtreme(new int[] { 2, 0 }, new int[] { 2, 1 }, true));
        }
    }
}
