#if NANOFRAMEWORK_1_0
using nanoFramework.TestFramework;
#else
using Microsoft.VisualStudio.TestTools.UnitTesting;
#endif
using System;
using EdgeConv.Frames;

namespace EdgeConv.Tests
{
    [TestClass]
    public class SlidingWindowTests
    {
        [TestMethod]
        public void MovesOnByTheHop()
        {
            Counter samples = new Counter("rrrrrrrrrr");
            SlidingWindow window = new SlidingWindow(samples, 4, 3);
            Assert.AreEqual(1, window.Format.Height);
            Assert.AreEqual(4, window.Format.Width);
            Assert.AreEqual(2, window.Format.Channels);
            Assert.AreEqual(-7, (int)window.Format.Minimum);
            Assert.AreEqual(1000, (int)window.Format.Maximum);
            short[] frame = new short[8];
            Assert.IsTrue(window.Read(frame) == FrameStatus.Ready);
            Shows(frame, 1);
            Assert.IsTrue(window.Read(frame) == FrameStatus.Ready);
            Shows(frame, 4);
            Assert.IsTrue(window.Read(frame) == FrameStatus.Ready);
            Shows(frame, 7);
            Assert.IsTrue(window.Read(frame) == FrameStatus.Ended);
        }

        [TestMethod]
        public void WaitsForSamplesThatAreNotReady()
        {
            SlidingWindow window = new SlidingWindow(new Counter("rrnrrn" + "rr"), 4, 2);
            short[] frame = new short[8];
            Assert.IsTrue(window.Read(frame) == FrameStatus.Filling);
            Assert.IsTrue(window.Read(frame) == FrameStatus.Ready);
            Shows(frame, 1);
            Assert.IsTrue(window.Read(frame) == FrameStatus.NotReady);
            Shows(frame, 1);
            Assert.IsTrue(window.Read(frame) == FrameStatus.Ready);
            Shows(frame, 3);
        }

        [TestMethod]
        public void StartsAnewAfterAGap()
        {
            SlidingWindow window = new SlidingWindow(new Counter("rrrfrrxnrrr"), 3, 1);
            short[] frame = new short[6];
            Assert.IsTrue(window.Read(frame) == FrameStatus.Ready);
            Shows(frame, 1);
            Assert.IsTrue(window.Read(frame) == FrameStatus.Failed);
            Expect.Throws(typeof(InvalidOperationException), () => window.Read(frame));
            Assert.IsTrue(window.Read(frame) == FrameStatus.Filling);
            Assert.IsTrue(window.Read(frame) == FrameStatus.Ready);
            Shows(frame, 6);
        }

        [TestMethod]
        public void RandomWindows()
        {
            Dice dice = new Dice(2);
            for (int round = 0; round < Dice.Cases; round++)
            {
                int length = dice.Between(1, 12), hop = dice.Between(1, length);
                SlidingWindow window = new SlidingWindow(new Counter(null), length, hop);
                short[] frame = new short[length * 2];
                for (int i = 0; i < 5; i++)
                {
                    Assert.IsTrue(window.Read(frame) == FrameStatus.Ready);
                    Shows(frame, 1 + i * hop);
                }
            }
        }

        [TestMethod]
        public void RefusesAHopOutsideTheWindow()
        {
            Expect.Throws(typeof(ArgumentException), () => new SlidingWindow(new Counter(""), 4, 0));
            Expect.Throws(typeof(ArgumentException), () => new SlidingWindow(new Counter(""), 4, 5));
            Expect.Throws(typeof(ArgumentException), () => new SlidingWindow(new Counter(""), 40000, 1));
            Expect.Throws(typeof(ArgumentNullException), () => new SlidingWindow(null, 4, 1));
        }

        private static void Shows(short[] frame, int first)
        {
            for (int i = 0; i < frame.Length / 2; i++)
            {
                Assert.AreEqual(first + i, (int)frame[2 * i]);
                Assert.AreEqual(-first - i, (int)frame[2 * i + 1]);
            }
        }

        /// <summary>Samples (n, -n) for n from 1 on, by a script of r (ready), n (not ready), f (failed), x (throws), then ended; without a script always ready.</summary>
        private sealed class Counter : ISampleSource
        {
            private readonly string _script;
            private int _next;
            private int _n;

            public Counter(string script)
            {
                _script = script;
            }

            public int Channels { get { return 2; } }

            public short Minimum { get { return -7; } }

            public short Maximum { get { return 1000; } }

            public FrameStatus Read(short[] sample)
            {
                if (_script != null)
                {
                    if (_next == _script.Length) return FrameStatus.Ended;
                    char letter = _script[_next++];
                    if (letter == 'n') return FrameStatus.NotReady;
                    if (letter == 'f') return FrameStatus.Failed;
                    if (letter == 'x') throw new InvalidOperationException("the sensor fails");
                }
                _n++;
                sample[0] = (short)_n;
                sample[1] = (short)-_n;
                return FrameStatus.Ready;
            }
        }
    }
}
