using System;
using EdgeConv.Kernels;
using EdgeConv.Reference;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    [TestClass]
    public class ResizeNearestTests
    {
        [TestMethod]
        public void ResizeNearest_EqualsReference_RandomSizes()
        {
            Dice dice = new Dice(22);
            for (int i = 0; i < 500; i++)
            {
                int n = dice.OneOf(1, 1, 2), h = dice.Between(1, 5), w = dice.Between(1, 5), c = dice.Between(1, 4);
                int[] rows = new int[dice.Between(1, 7)], columns = new int[dice.Between(1, 7)];
                for (int row = 0; row < rows.Length; row++) rows[row] = i % 4 == 0 ? dice.Between(0, h - 1) : row * h / rows.Length;
                for (int column = 0; column < columns.Length; column++) columns[column] = column * w / columns.Length;
                sbyte[] x = KernelDice.Activations(dice, n * h * w * c), expected = new sbyte[n * rows.Length * columns.Length * c];
                ReferenceResizeNearest.Run(x, n, h, w, c, rows, columns, expected);
                KernelCheck.Same(new ResizeNearest(n, h, w, c, rows, columns).Invoke, x, expected, "case " + i.ToString());
            }
        }

        [TestMethod]
        public void ResizeNearest_RefusesBadParameters()
        {
            int[] one = new int[] { 0 };
            Expect.Throws(typeof(ArgumentException), () => new ResizeNearest(1, 2, 2, 1, new int[] { 2 }, one));
            Expect.Throws(typeof(ArgumentException), () => new ResizeNearest(1, 2, 2, 1, one, new int[] { -1 }));
            Expect.Throws(typeof(ArgumentException), () => new ResizeNearest(1, 2, 0, 1, one, one));
        }
    }
}
