using System;
using EdgeConv.Kernels;
using EdgeConv.Reference;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    [TestClass]
    public class ResizeBilinearTests
    {
        [TestMethod]
        public void ResizeBilinear_EqualsReference_RandomSizes()
        {
            Dice dice = new Dice(43);
            for (int i = 0; i < 600; i++)
            {
                int n = dice.OneOf(1, 1, 2), h = dice.Between(1, 6), w = dice.Between(1, 6), c = dice.Between(1, 3);
                int outHeight = dice.Between(1, 9), outWidth = dice.Between(1, 9);
                bool aligned = i % 3 == 1, centered = i % 3 == 2;
                sbyte[] x = KernelDice.Activations(dice, n * h * w * c), expected = new sbyte[n * outHeight * outWidth * c];
                ReferenceResizeBilinear.Run(x, n, h, w, c, outHeight, outWidth, aligned, centered, expected);
                ResizeBilinear kernel = new ResizeBilinear(n, h, w, c, outHeight, outWidth, aligned, centered);
                KernelCheck.Same(kernel.Invoke, x, expected, "case " + i.ToString());
            }
        }

        [TestMethod]
        public void ResizeBilinear_RefusesBadParameters()
        {
            Expect.Throws(typeof(ArgumentException), () => new ResizeBilinear(1, 2, 0, 1, 3, 3, false, false));
            Expect.Throws(typeof(ArgumentException), () => new ResizeBilinear(1, 2, 2, 1, 0, 3, false, false));
            Expect.Throws(typeof(ArgumentException), () => new ResizeBilinear(1, (1 << 20) + 1, 1, 1, 1, 1, false, false));
            // A step of 1024ths that is rounded up leads beyond the map.
            Expect.Throws(typeof(ArgumentException), () => new ResizeBilinear(1, 2, 1, 1, 1300, 1, false, false));
        }
    }
}
