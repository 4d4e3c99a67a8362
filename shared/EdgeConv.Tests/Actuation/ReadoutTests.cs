using System;
using EdgeConv.Actuation;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    [TestClass]
    public class ReadoutTests
    {
        private static int Read(Readout readout, TensorInfo info, sbyte[] output)
        {
            readout.Check(info);
            return readout.Read(output, info);
        }

        [TestMethod]
        public void ReadsAMapOfTwoChannels()
        {
            TensorInfo info = new TensorInfo(new[] { 1, 2, 2, 2 }, 1, -10);
            sbyte[] output = { -10, 5, 20, 1, -10, 7, 50, -10 };
            Assert.AreEqual((0 + 30 + 0 + 60) * 256 / 4, Read(Readout.MeanOf(0), info, output));
            Assert.AreEqual(60 * 256, Read(Readout.MaximumOf(0), info, output));
            Assert.AreEqual(17 * 256, Read(Readout.MaximumOf(1), info, output));
            Assert.AreEqual(15 * 256, Read(Readout.ScoreOf(1), info, output));
            Assert.AreEqual(6 * 256, Read(Readout.ArgMax(), info, output));
            Assert.AreEqual(256, Read(Readout.CentroidX(0), info, output));
            Assert.AreEqual(171, Read(Readout.CentroidY(0), info, output));
        }

        [TestMethod]
        public void ReadsHowFarTheCentroidIsFromTheMiddle()
        {
            TensorInfo info = new TensorInfo(new[] { 1, 2, 6, 1 }, 1, -128);
            sbyte[] output = { -128, 72, -128, -128, -128, -128, -128, 72, -128, -128, -128, -128 };
            Assert.AreEqual(256, Read(Readout.CentroidX(0), info, output));
            Assert.AreEqual(384, Read(Readout.OffCenterX(0), info, output), "1.5 cells to the left");
            output[1] = -128;
            output[7] = -128;
            output[5] = 1;
            Readout off = Readout.OffCenterX(0);
            Assert.AreEqual(640, Read(off, info, output), "2.5 cells to the right");
            Assert.AreEqual(640, off.Read(new sbyte[] { -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128 }, info));
            Assert.AreEqual(0, Read(off, info, new sbyte[] { -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128 }));
            Expect.Throws(typeof(ArgumentException), () => Readout.OffCenterX(1).Check(info));
        }

        [TestMethod]
        public void ArgMaxTakesTheFirstOfEquals()
        {
            TensorInfo info = new TensorInfo(new[] { 1, 4 }, 1, -128);
            Assert.AreEqual(256, Read(Readout.ArgMax(), info, new sbyte[] { -128, 127, 127, 0 }));
            Assert.AreEqual(0, Read(Readout.ArgMax(), info, new sbyte[] { -128, -128, -128, -128 }));
        }

        [TestMethod]
        public void AClassStaysUntilAnotherIsSure()
        {
            TensorInfo info = new TensorInfo(new[] { 1, 3 }, 1f / 256, -128);
            Readout readout = Readout.ClassOf(50);
            Assert.AreEqual(512, Read(readout, info, new sbyte[] { -10, -20, 0 }), "the first counts in any case");
            Assert.AreEqual(256, readout.Read(new sbyte[] { -128, 127, -100 }, info));
            Assert.AreEqual(256, readout.Read(new sbyte[] { 40, -9, -128 }, info), "49 ahead");
            Assert.AreEqual(0, readout.Read(new sbyte[] { 40, -10, -128 }, info), "50 ahead");
            Assert.AreEqual(0, readout.Read(new sbyte[] { 0, 100, 100 }, info), "two alike");
            Assert.AreEqual(512, Read(readout, info, new sbyte[] { 0, 1, 2 }), "forgotten");
            Expect.Throws(typeof(ArgumentException), () => Readout.ClassOf(-1).Check(info));
            Expect.Throws(typeof(ArgumentException), () => Readout.ClassOf(256).Check(info));
            Assert.AreEqual(0, Read(readout, new TensorInfo(new[] { 1, 1 }, 1, 0), new sbyte[] { -128 }), "one class alone");
        }

        [TestMethod]
        public void ACentroidHoldsWithoutActivations()
        {
            TensorInfo info = new TensorInfo(new[] { 1, 3, 4, 1 }, 1, 0);
            Readout x = Readout.CentroidX(0), y = Readout.CentroidY(0);
            sbyte[] output = new sbyte[12];
            output[11] = -5;
            Assert.AreEqual(384, Read(x, info, output));
            Assert.AreEqual(256, Read(y, info, output));
            output[4] = 9;
            Assert.AreEqual(0, x.Read(output, info));
            Assert.AreEqual(256, y.Read(output, info));
            output[4] = 0;
            Assert.AreEqual(0, x.Read(output, info));
        }

        [TestMethod]
        public void RefusesWhatIsNotThere()
        {
            TensorInfo map = new TensorInfo(new[] { 1, 2, 2, 3 }, 1, 0);
            Expect.Throws(typeof(ArgumentException), () => Readout.MeanOf(3).Check(map));
            Expect.Throws(typeof(ArgumentException), () => Readout.MaximumOf(-1).Check(map));
            Expect.Throws(typeof(ArgumentException), () => Readout.ScoreOf(12).Check(map));
            Expect.Throws(typeof(ArgumentException), () => Readout.CentroidX(0).Check(new TensorInfo(new[] { 2, 2, 2, 3 }, 1, 0)));
            Readout.ScoreOf(11).Check(map);
        }

        [TestMethod]
        public void RandomMaps()
        {
            Dice dice = new Dice(5);
            for (int round = 0; round < Dice.Cases; round++)
            {
                int h = dice.Between(1, 5), w = dice.Between(1, 5), k = dice.Between(1, 4), zero =
                    dice.OneOf(-128, 127, 0, dice.Between(-128, 127)), c = dice.Between(0, k - 1);
                TensorInfo info = new TensorInfo(new[] { 1, h, w, k }, 1, zero);
                sbyte[] output = dice.Fill(new sbyte[h * w * k], -128, 127);
                int sum = 0, max = -128, weights = 0, momentX = 0, momentY = 0, best = 0;
                for (int y = 0; y < h; y++)
                    for (int x = 0; x < w; x++)
                    {
                        int q = output[(y * w + x) * k + c];
                        sum += q - zero;
                        if (q > max) max = q;
                        if (q <= zero) continue;
                        weights += q - zero;
                        momentX += (q - zero) * x;
                        momentY += (q - zero) * y;
                    }
                for (int i = 0; i < output.Length; i++)
                    if (output[i] > output[best]) best = i;
                int scored = dice.Between(0, output.Length - 1);
                string what = "round " + round.ToString();
                Assert.AreEqual(sum * 256 / (h * w), Read(Readout.MeanOf(c), info, output), what);
                Assert.AreEqual((max - zero) * 256, Read(Readout.MaximumOf(c), info, output), what);
                Assert.AreEqual((output[scored] - zero) * 256, Read(Readout.ScoreOf(scored), info, output), what);
                Assert.AreEqual(best * 256, Read(Readout.ArgMax(), info, output), what);
                Assert.AreEqual(weights == 0 ? (w - 1) * 128 : (momentX * 512 + weights) / (2 * weights),
                    Read(Readout.CentroidX(c), info, output), what);
                Assert.AreEqual(weights == 0 ? (h - 1) * 128 : (momentY * 512 + weights) / (2 * weights),
                    Read(Readout.CentroidY(c), info, output), what);
            }
        }
    }
}
