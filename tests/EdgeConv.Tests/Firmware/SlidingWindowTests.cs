using EdgeConv.Firmware;

namespace EdgeConv.Tests.Firmware;

[TestClass]
public class SlidingWindowTests
{
    [TestMethod]
    public void MovesOnByTheHop()
    {
        Counter samples = new("rrrrrrrrrr");
        SlidingWindow window = new(samples, 4, 3);
        Assert.AreEqual(1, window.Format.Height);
        Assert.AreEqual(4, window.Format.Width);
        Assert.AreEqual(2, window.Format.Channels);
        Assert.AreEqual(-7, (int)window.Format.Minimum);
        Assert.AreEqual(1000, (int)window.Format.Maximum);
        short[] frame = new short[8];
        Assert.AreEqual(FrameStatus.Ready, window.Read(frame));
        Shows(frame, 1);
        Assert.AreEqual(FrameStatus.Ready, window.Read(frame));
        Shows(frame, 4);
        Assert.AreEqual(FrameStatus.Ready, window.Read(frame));
        Shows(frame, 7);
        Assert.AreEqual(FrameStatus.Ended, window.Read(frame));
    }

    [TestMethod]
    public void WaitsForSamplesThatAreNotReady()
    {
        SlidingWindow window = new(new Counter("rrnrrn" + "rr"), 4, 2);
        short[] frame = new short[8];
        Assert.AreEqual(FrameStatus.Filling, window.Read(frame));
        Assert.AreEqual(FrameStatus.Ready, window.Read(frame));
        Shows(frame, 1);
        Assert.AreEqual(FrameStatus.NotReady, window.Read(frame));
        Shows(frame, 1);
        Assert.AreEqual(FrameStatus.Ready, window.Read(frame));
        Shows(frame, 3);
    }

    [TestMethod]
    public void StartsAnewAfterAGap()
    {
        SlidingWindow window = new(new Counter("rrrfrrxnrrr"), 3, 1);
        short[] frame = new short[6];
        Assert.AreEqual(FrameStatus.Ready, window.Read(frame));
        Shows(frame, 1);
        Assert.AreEqual(FrameStatus.Failed, window.Read(frame));
        Assert.ThrowsExactly<InvalidOperationException>(() => window.Read(frame));
        Assert.AreEqual(FrameStatus.Filling, window.Read(frame));
        Assert.AreEqual(FrameStatus.Ready, window.Read(frame));
        Shows(frame, 6);
    }

    [TestMethod]
    public void RandomWindows()
    {
        Random random = new(2);
        for (int round = 0; round < 3000; round++)
        {
            int length = random.Next(1, 13), hop = random.Next(1, length + 1);
            SlidingWindow window = new(new Counter(null), length, hop);
            short[] frame = new short[length * 2];
            for (int i = 0; i < 5; i++)
            {
                Assert.AreEqual(FrameStatus.Ready, window.Read(frame));
                Shows(frame, 1 + i * hop);
            }
        }
    }

    [TestMethod]
    public void RefusesAHopOutsideTheWindow()
    {
        Assert.ThrowsExactly<ArgumentException>(() => new SlidingWindow(new Counter(""), 4, 0));
        Assert.ThrowsExactly<ArgumentException>(() => new SlidingWindow(new Counter(""), 4, 5));
        Assert.ThrowsExactly<ArgumentException>(() => new SlidingWindow(new Counter(""), 40000, 1));
        Assert.ThrowsExactly<ArgumentNullException>(() => new SlidingWindow(null!, 4, 1));
    }

    private static void Shows(short[] frame, int first)
    {
        for (int i = 0; i < frame.Length / 2; i++)
        {
            Assert.AreEqual(first + i, (int)frame[2 * i]);
            Assert.AreEqual(-first - i, (int)frame[2 * i + 1]);
        }
    }

    /// <summary>
    /// Samples (n, -n) for n from 1 on, by a script of r (ready), n (not ready), f (failed), x (throws), then ended; without a script
    /// always ready.
    /// </summary>
    private sealed class Counter(string? script) : ISampleSource
    {
        private int _next;
        private int _n;

        public int Channels => 2;

        public short Minimum => -7;

        public short Maximum => 1000;

        public FrameStatus Read(short[] sample)
        {
            if (script != null)
            {
                if (_next == script.Length) return FrameStatus.Ended;
                char letter = script[_next++];
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
