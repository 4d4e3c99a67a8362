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
                for (int n = 0; n < length; n++) expected[n] = table[x[n] + 128];
                KernelCheck.Same(new LookupTable(table, length).Invoke, x, expected, "table " + i.ToString());
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
