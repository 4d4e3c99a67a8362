using System;
using EdgeConv.Kernels;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    [TestClass]
    public class LookupTableTests
    {
        [TestMethod]
        public void GivesTheEntryOfEachValue_AnyLengthAndOffset()
        {
            Dice dice = new Dice(11);
            for (int i = 0; i < Dice.Cases; i++)
            {
                int length = dice.Between(1, 20);
                sbyte[] x = KernelDice.Activations(dice, length), table = KernelDice.Activations(dice, 256), expected = new sbyte[length];
                sbyte[] y = OperandDice.Blank(length + 4), shifted = new sbyte[length + 1];
                Array.Copy(x, 0, shifted, 1, length);
                for (int n = 0; n < length; n++) expected[n] = table[x[n] + 128];
                new LookupTable(table, length).Invoke(shifted, 1, y, 2);
                OperandDice.Check(expected, y, 2, length, "table " + i.ToString());
            }
        }

        [TestMethod]
        public void RefusesBadParameters()
        {
            Expect.Throws(typeof(ArgumentException), () => new LookupTable(new sbyte[255], 1));
            Expect.Throws(typeof(ArgumentException), () => new LookupTable(new sbyte[256], 0));
        }
    }
}
