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
    public class MinimumTests
    {
        [TestMethod]
        public void Minimum_EqualsReference_RandomShapes()
        {
            Dice dice = new Dice(4);
            for (int i = 0; i < Dice.Cases; i++)
            {
                OperandDice.Shapes(dice, out int[] aShape, out int[] bShape);
                sbyte[] a = KernelDice.Activations(dice, ReferenceBroadcast.Length(aShape));
                sbyte[] b = KernelDice.Activations(dice, ReferenceBroadcast.Length(bShape));
                int length = ReferenceBroadcast.Length(ReferenceBroadcast.Shape(aShape, bShape));
                sbyte[] expected = new sbyte[length], y = OperandDice.Blank(length + 2);
                ReferenceMinimum.Run(a, aShape, b, bShape, expected);
                Elementwise.Minimum(aShape, bShape).Invoke(a, 0, b, 0, y, 1);
                OperandDice.Check(expected, y, 1, length, OperandDice.Text(aShape) + ", " + OperandDice.Text(bShape));
            }
        }

        [TestMethod]
        public void Minimum_RefusesShapesThatCannotBeBroadcast() =>
            Expect.Throws(typeof(ArgumentException), () => Elementwise.Minimum(new int[] { 2 }, new int[] { 3 }));
    }
}
