using System;
using EdgeConv.Frames;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    [TestClass]
    public class PreprocessorTests
    {
        private static TensorInfo Tensor(int h, int w, int c) => new TensorInfo(new[] { 1, h, w, c }, 1, 0);

        private static void Gives(Preprocessor preprocessor, short[] frame, params int[] expected)
        {
            sbyte[] tensor = new sbyte[expected.Length];
            preprocessor.Run(frame, tensor);
            for (int i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], (int)tensor[i], "[" + i.ToString() + "]");
        }

        [TestMethod]
        public void MapsTheSensorsRangeByDefault()
        {
            FrameFormat format = new FrameFormat(1, 5, 1, 0, 255);
            Preprocessor preprocessor = new Preprocessor(format, Tensor(1, 5, 1));
            Gives(preprocessor, new short[] { 0, 1, 128, 254, 255 }, -128, -127, 0, 126, 127);
            Assert.IsTrue(preprocessor.Format == format);
            Assert.AreEqual(5, preprocessor.Input.Length);
        }

        [TestMethod]
        public void FixedRangeRoundsAndClamps()
        {
            Preprocessor preprocessor = new Preprocessor(new FrameFormat(8, 8, 1, -80, 400), Tensor(8, 8, 1)).FixedRange(80, 140);
            short[] frame = new short[64];
            frame[1] = 80;
            frame[2] = 81;
            frame[3] = 110;
            frame[4] = 140;
            frame[5] = 400;
            sbyte[] tensor = new sbyte[64];
            preprocessor.Run(frame, tensor);
            Expect.Same(new sbyte[] { -128, -128, -124, 0, 127, 127, -128 }, tensor, 7, "60 units on 255 steps");
        }

        [TestMethod]
        public void MinMaxRangeIsPerFrameAndNeverBelowItsSpan()
        {
            Preprocessor preprocessor = new Preprocessor(new FrameFormat(1, 3, 1, -100, 1000), Tensor(1, 3, 1)).MinMaxRange(51);
            Gives(preprocessor, new short[] { 100, 600, 1000 }, -128, 14, 127);
            Gives(preprocessor, new short[] { -3, 7, -2 }, -128, -78, -123);
            Gives(preprocessor, new short[] { 20, 20, 20 }, -128, -128, -128);
        }

        [TestMethod]
        public void AveragesBlocks()
        {
            short[] frame = { 1, 2, 10, 10, 3, 5, 10, 11, -1, -2, 0, 0, -3, -5, 0, -2 };
            Preprocessor preprocessor = new Preprocessor(new FrameFormat(4, 4, 1, -128, 127), Tensor(2, 2, 1));
            // 2.75, 10.25, -2.75 and -0.5, which rounds away from zero.
            Gives(preprocessor, frame, 3, 10, -3, -1);
            Gives(new Preprocessor(new FrameFormat(4, 4, 1, -128, 127), Tensor(1, 2, 1)).Crop(1, 0, 2, 4), frame, 1, 5);
        }

        [TestMethod]
        public void ColourBecomesLumaForOneChannel()
        {
            FrameFormat format = new FrameFormat(1, 4, 3, -128, 127);
            short[] frame = { 100, 0, 0, 0, 100, 0, 0, 0, 100, 100, 100, 100 };
            Gives(new Preprocessor(format, Tensor(1, 4, 1)), frame, 30, 59, 11, 100);
            Gives(new Preprocessor(format, Tensor(1, 2, 1)), frame, 44, 56);
            Gives(new Preprocessor(format, Tensor(1, 2, 3)), frame, 50, 50, 0, 50, 50, 100);
            Gives(new Preprocessor(format, new TensorInfo(new[] { 1, 6 }, 1, 0)).Crop(0, 1, 1, 2), frame, 0, 100, 0, 0, 0, 100);
        }

        [TestMethod]
        public void SubtractsTheBackground()
        {
            Preprocessor preprocessor = new Preprocessor(new FrameFormat(1, 2, 1, 0, 1000),
                Tensor(1, 2, 1)).SubtractBackground(2).FixedRange(-128, 127);
            Gives(preprocessor, new short[] { 100, 500 }, 0, 0);
            // The mean of both: 101 and 495.
            Gives(preprocessor, new short[] { 102, 490 }, 1, -5);
            Gives(preprocessor, new short[] { 151, 495 }, 50, 0);
            // Something that stays fades in, slowly, and leaves its trace behind.
            sbyte[] tensor = new sbyte[2];
            for (int i = 0; i < 300; i++) preprocessor.Run(new short[] { 151, 495 }, tensor);
            Assert.IsTrue(tensor[0] > 10 && tensor[0] < 20, tensor[0].ToString());
            Assert.AreEqual(0, (int)tensor[1]);
            for (int i = 0; i < 3000; i++) preprocessor.Run(new short[] { 151, 495 }, tensor);
            Assert.AreEqual(0, (int)tensor[0]);
            preprocessor.Reset();
            Gives(preprocessor, new short[] { 900, 0 }, 0, 0);
        }

        [TestMethod]
        public void ABackgroundOfOppositeExtremesSaturates()
        {
            Preprocessor preprocessor = new Preprocessor(new FrameFormat(1, 1, 1, short.MinValue, short.MaxValue),
                Tensor(1, 1, 1)).SubtractBackground(1).FixedRange(0, 65536);
            Gives(preprocessor, new[] { short.MinValue }, -128);
            Gives(preprocessor, new[] { short.MaxValue }, -1);
        }

        [TestMethod]
        public void RandomCropsAgainstTheDefinition()
        {
            Dice dice = new Dice(4);
            for (int round = 0; round < Dice.Cases; round++)
            {
                int h = dice.Between(1, 3), w = dice.Between(1, 3), bh = dice.Between(1, 3), bw = dice.Between(1, 3), channels =
                    dice.OneOf(1, 2, 3);
                int top = dice.Between(0, 2), left = dice.Between(0, 2), rows = top + h * bh + dice.Between(0, 2), columns = left + w * bw
                    + dice.Between(0, 2);
                bool luma = channels == 3 && dice.Between(0, 1) == 0;
                int outputs = luma ? 1 : channels;
                int low = dice.Between(-30000, 29000), high = low + dice.Between(1, 30000);
                short[] frame = new short[rows * columns * channels];
                for (int i = 0; i < frame.Length; i++) frame[i] = (short)dice.Between(-32768, 32767);
                Preprocessor preprocessor = new Preprocessor(new FrameFormat(rows, columns, channels, short.MinValue, short.MaxValue),
                    Tensor(h, w, outputs))
                    .Crop(top, left, h * bh, w * bw).FixedRange(low, high);
                sbyte[] tensor = new sbyte[h * w * outputs];
                preprocessor.Run(frame, tensor);
                for (int y = 0; y < h; y++)
                    for (int x = 0; x < w; x++)
                        for (int c = 0; c < outputs; c++)
                        {
                            long sum = 0, count = bh * bw * (luma ? 256 : 1);
                            for (int r = 0; r < bh; r++)
                                for (int s = 0; s < bw; s++)
                                {
                                    int at = ((top + y * bh + r) * columns + left + x * bw + s) * channels;
                                    sum += luma ? 77 * frame[at] + 150 * frame[at + 1] + 29 * frame[at + 2] : frame[at + c];
                                }
                            long mean = sum < 0 ? -((-sum * 2 + count) / (2 * count)) : (sum * 2 + count) / (2 * count);
                            long expected = mean < low ? -128 : mean > high ? 127
                                : ((mean - low) * 510 + high - low) / (2 * (high - low)) - 128;
                            Assert.AreEqual((int)expected, (int)tensor[(y * w + x) * outputs + c], "round " + round.ToString());
                        }
            }
        }

        [TestMethod]
        public void RefusesWhatDoesNotFit()
        {
            FrameFormat format = new FrameFormat(8, 8, 1, 0, 100);
            Preprocessor preprocessor = new Preprocessor(format, Tensor(4, 4, 1));
            Expect.Throws(typeof(ArgumentException), () => preprocessor.Crop(1, 0, 8, 8));
            Expect.Throws(typeof(ArgumentException), () => preprocessor.Crop(0, -1, 4, 4));
            Expect.Throws(typeof(ArgumentException), () => preprocessor.Crop(0, 0, 0, 4));
            Expect.Throws(typeof(ArgumentException), () => preprocessor.Crop(0, 0, 4, int.MaxValue));
            Expect.Throws(typeof(ArgumentException), () => preprocessor.Crop(0, 0, 6, 8).Prepare());
            Expect.Throws(typeof(ArgumentException), () => new Preprocessor(format, Tensor(3, 3, 1)).Prepare());
            Expect.Throws(typeof(ArgumentException), () => new Preprocessor(format, Tensor(16, 16, 1)).Prepare());
            Expect.Throws(typeof(ArgumentException), () => new Preprocessor(format, Tensor(8, 8, 3)).Prepare());
            Expect.Throws(typeof(ArgumentException), () => new Preprocessor(format, new TensorInfo(new[] { 2, 8, 8, 1 }, 1, 0)).Prepare());
            Expect.Throws(typeof(ArgumentException), () => preprocessor.FixedRange(5, 5));
            Expect.Throws(typeof(ArgumentException), () => preprocessor.FixedRange(-65537, 5));
            Expect.Throws(typeof(ArgumentOutOfRangeException), () => preprocessor.MinMaxRange(0));
            Expect.Throws(typeof(ArgumentOutOfRangeException), () => preprocessor.SubtractBackground(0));
            Expect.Throws(typeof(ArgumentOutOfRangeException), () => preprocessor.SubtractBackground(257));
            Expect.Throws(typeof(ArgumentNullException), () => new Preprocessor(null, Tensor(1, 1, 1)));
            Expect.Throws(typeof(ArgumentNullException), () => new Preprocessor(format, null));
        }
    }
}
