using System;
using EdgeConv.Models;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    [TestClass]
    public class PackedModelTests
    {
        [TestMethod]
        public void SampleEqualsTheReferenceEngine()
        {
            Check(PackedModel.Load(Fast()));
            Check(PackedModel.Load(Compact()));
        }

        [TestMethod]
        public void ReadsFromAnySource()
        {
            byte[] file = Compact();
            Check(PackedModel.Load(new FaultySource(file, file.Length), 1 << 20));
            Expect.Throws(typeof(ModelFormatException), () => PackedModel.Load(new FaultySource(file, 700), 1 << 20));
            Expect.Throws(typeof(ArgumentNullException), () => PackedModel.Load(null));
        }

        [TestMethod]
        public void DescribesItsTensors()
        {
            PackedModel model = PackedModel.Load(Fast());
            Assert.AreEqual(1, model.InputCount);
            Assert.AreEqual(2, model.OutputCount);
            Assert.AreEqual(192, model.Input.Length);
            Assert.AreEqual(8, model.InputAt(0).Height);
            Assert.IsTrue(model.Input.IsUnsigned);
            Assert.IsFalse(model.Output.IsUnsigned);
            Assert.AreEqual(5, model.Output.Length);
            Assert.AreEqual(-128, model.OutputAt(0).ZeroPoint);
            Assert.IsTrue(model.OutputAt(0).Scale == 1f / 256);
        }

        [TestMethod]
        public void StatesItsMemoryAndKeepsToABudget()
        {
            byte[] file = Fast();
            ByteArraySource source = new ByteArraySource(file);
            int bytes = (int)PackedModel.Measure(source);
            Assert.IsTrue(bytes > PackedModel.Measure(new ByteArraySource(Compact())));
            Assert.IsTrue(PackedModel.Load(source, bytes).RequiredBytes == bytes);
            Expect.Throws(typeof(ModelFormatException), () => PackedModel.Load(source, bytes - 1));
        }

        [TestMethod]
        public void DamagedFilesAreRefused()
        {
            Dice dice = new Dice(20260901);
            byte[] file = Compact();
            for (int number = 0; number < 60; number++)
            {
                int at = number < 30 ? number * 4 : dice.Between(0, file.Length - 1);
                byte right = file[at];
                file[at] = (byte)(right ^ (1 << dice.Between(0, 7)));
                Expect.Throws(typeof(ModelFormatException), () => PackedModel.Load(file));
                file[at] = right;
            }
            for (int length = 0; length < file.Length; length += 509)
            {
                byte[] shorter = new byte[length];
                Array.Copy(file, shorter, length);
                Expect.Throws(typeof(ModelFormatException), () => PackedModel.Load(shorter));
            }
        }

        private static void Check(PackedModel model)
        {
            sbyte[] x = new sbyte[192], y = new sbyte[SampleModel.Expected.Length];
            for (int i = 0; i < x.Length; i++) x[i] = (sbyte)(i * 37 % 256 - 128);
            // Twice: nothing of the first run may change the second.
            for (int run = 0; run < 2; run++)
            {
                model.Invoke(x, y);
                Expect.Same(SampleModel.Expected, y, y.Length, "run " + run.ToString());
            }
        }

        private static byte[] Fast() => Convert.FromBase64String(SampleModel.Fast);

        private static byte[] Compact()
        {
            byte[] file = Fast();
            int[] changes = SampleModel.CompactChanges;
            for (int i = 0; i < changes.Length; i += 2) file[changes[i]] = (byte)changes[i + 1];
            return file;
        }

        // A file of which only the first bytes can be read.
        private sealed class FaultySource : IModelSource
        {
            private readonly byte[] _file;
            private readonly int _readable;

            internal FaultySource(byte[] file, int readable)
            {
                _file = file;
                _readable = readable;
            }

            public int Length => _file.Length;

            public int Read(int position, byte[] buffer, int count)
            {
                if (position + count > _readable) return _readable > position ? _readable - position : 0;
                Array.Copy(_file, position, buffer, 0, count);
                return count;
            }
        }
    }
}
