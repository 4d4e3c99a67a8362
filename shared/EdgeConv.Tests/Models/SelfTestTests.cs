using System;
using EdgeConv.Link;
using EdgeConv.Models;
using EdgeConv.Slots;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    [TestClass]
    public class SelfTestTests
    {
        // Head of the sample's file: where the length of its self-test stands.
        private const int LengthAt = 8;

        [TestMethod]
        public void TheSamplePasses()
        {
            Check(SampleModel.NoiseTest, true);
            Check(SampleModel.FrameTest, true);
        }

        [TestMethod]
        public void AnotherWeightFails()
        {
            Check(SampleModel.NoiseTest, false);
        }

        [TestMethod]
        public void AFileMayHaveNone()
        {
            byte[] file = Convert.FromBase64String(SampleModel.Fast);
            Assert.IsNull(SelfTest.Read(new ByteArraySource(file)));
            file[4] = 1;
            Assert.IsNull(SelfTest.Read(new ByteArraySource(file)));
        }

        [TestMethod]
        public void DamagedOnesAreRefused()
        {
            byte[] file = File(SampleModel.FrameTest);
            int length = BitConverter.ToInt32(file, LengthAt), start = file.Length - 4 - length;
            // The mark, the version, the length, the arena, the model's inputs and records; layers, a record, an offset, a seed.
            int[] words = new int[] { 0, 4, LengthAt, 12, 20, 28, start, start + 4, start + 12, start + 20 };
            for (int i = 0; i < words.Length; i++)
            {
                byte[] damaged = File(SampleModel.FrameTest);
                for (int k = 0; k < 4; k++) damaged[words[i] + k] = (byte)(words[i] == start + 20 ? 0 : 0x7E);
                Expect.Throws(typeof(ModelFormatException), () => SelfTest.Read(new ByteArraySource(damaged)));
            }
        }

        [TestMethod]
        public void ASourceThatEndsIsRefused()
        {
            byte[] file = File(SampleModel.FrameTest);
            CutSource source = new CutSource(file);
            SelfTest test = SelfTest.Read(source);
            PackedModel model = PackedModel.Load(file);
            source.IsCut = true;
            Expect.Throws(typeof(ModelFormatException), () => test.Run(model, 0));
        }

        private static void Check(string block, bool isRight)
        {
            byte[] file = File(block);
            SelfTest test = SelfTest.Read(new ByteArraySource(file));
            if (!isRight) file[SampleModel.WeightAt] ^= 0x40;
            PackedModel model = PackedModel.Load(Signed(file));
            int passed = 0;
            // Twice: a run leaves nothing behind that matters.
            for (int run = 0; run < 2; run++)
                for (int i = 0; i < test.Count; i++)
                    if (test.Run(model, i)) passed++;
            Assert.IsTrue(test.Count > 1);
            if (isRight) Assert.AreEqual(2 * test.Count, passed);
            else Assert.IsTrue(passed < 2 * test.Count);
        }

        /// <summary>The sample with a self-test.</summary>
        internal static byte[] File(string block)
        {
            byte[] model = Convert.FromBase64String(SampleModel.Fast), test = Convert.FromBase64String(block);
            byte[] file = new byte[model.Length + test.Length];
            Array.Copy(model, 0, file, 0, model.Length - 4);
            Array.Copy(test, 0, file, model.Length - 4, test.Length);
            Put(file, LengthAt, (uint)test.Length);
            return Signed(file);
        }

        private static byte[] Signed(byte[] file)
        {
            Put(file, file.Length - 4, Crc32.Append(0, file, 0, file.Length - 4));
            return file;
        }

        private static void Put(byte[] file, int at, uint value)
        {
            for (int i = 0; i < 4; i++) file[at + i] = (byte)(value >> (8 * i));
        }

        private sealed class CutSource : IModelSource
        {
            private readonly byte[] _file;

            internal CutSource(byte[] file) => _file = file;

            public bool IsCut { get; set; }

            public int Length => _file.Length;

            public int Read(int position, byte[] buffer, int count)
            {
                if (IsCut) return 0;
                Array.Copy(_file, position, buffer, 0, count);
                return count;
            }
        }
    }
}
