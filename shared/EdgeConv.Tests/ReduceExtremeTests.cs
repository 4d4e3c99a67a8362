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
                int[] shape = OperandDice.Reduced(dice, out int[] reduced);
                sbyte[] x = KernelDice.Activations(dice, ReferenceBroadcast.Length(shape));
                sbyte[] expected = new sbyte[ReferenceBroadcast.Length(reduced)];
                for (int kind = 0; kind < 2; kind++)
                {
                    ReferenceReduceExtreme.Run(kind == 1, x, shape, reduced, expected);
                    KernelCheck.Same(new ReduceExtreme(shape, reduced, kind == 1).Invoke, x, expected,
                        OperandDice.Text(shape) + " to " + OperandDice.Text(reduced) + ", kind " + kind.ToString());
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
