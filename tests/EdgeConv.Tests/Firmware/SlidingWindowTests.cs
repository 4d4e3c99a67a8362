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
        Assert.AreEqual((1, 4, 2, -7), (window.Format.Height, window.Format.Width, window.Format.Channels, (int)window.Format.Minimum));
        Assert.AreEqual(1000, (int)window.Format.Maximum);
        short[] frame = new short[8];
        foreach (int first in (int[])[1, 4, 7]) Reads(window, frame, first);
        Assert.AreEqual(FrameStatus.Ended, window.Read(frame));
    }

    [TestMethod]
    public void WaitsForSamplesThatAreNotReady()
    {
        SlidingWindow window = new(new Counter("rrnrrn" + "rr"), 4, 2);
        short[] frame = new short[8];
        Assert.AreEqual((FrameStatus.Filling, FrameStatus.Ready), (window.Read(frame), window.Read(frame)));
        Shows(frame, 1);
        Assert.AreEqual(FrameStatus.NotReady, window.Read(frame));
        Shows(frame, 1);
        Reads(window, frame, 3);
    }

    [TestMethod]
    public void StartsAnewAfterAGap()
    {
        SlidingWindow window = new(new Counter("rrrfrrxnrrr"), 3, 1);
        short[] frame = new short[6];
        Reads(window, frame, 1);
        Assert.AreEqual(FrameStatus.Failed, window.Read(frame));
        Assert.ThrowsExactly<InvalidOperationException>(() => window.Read(frame));
        Assert.AreEqual((FrameStatus.Filling, FrameStatus.Ready), (window.Read(frame), window.Read(frame)));
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
            for (int i = 0; i < 5; i++) Reads(window, frame, 1 + i * hop);
        }
    }

    [TestMethod]
    public void RefusesAHopOutsideTheWindow()
    {
        foreach ((int length, int hop) in ((int, int)[])[(4, 0), (4, 5), (40000, 1)])
            Assert.ThrowsExactly<ArgumentException>(() => new SlidingWindow(new Counter(""), length, hop));
        Assert.ThrowsExactly<ArgumentNullException>(() => new SlidingWindow(null!, 4, 1));
    }

    private static void Reads(SlidingWindow window, short[] frame, int first)
    {
        Assert.AreEqual(FrameStatus.Ready, window.Read(frame));
        Shows(frame, first);
    }

    private static void Shows(short[] frame, int first)
    {
        for (int i = 0; i < frame.Length / 2; i++)
        {
            Assert.AreEqual((first + i, -first - i), ((int)frame[2 * i], (int)frame[2 * i + 1]));
        }
    }

    /// <summary>
    /// Samples (n, -n) for n from 1 on, by a script of r (ready), n (not ready), f (failed), x (throws), then ended; without a script
    /// always ready.
    /// </summary>
    private sealed class Counter(string? script) : ISampleSource
    {
        private int _next, _n;

        public int Channels => 2;

        public short Minimum => -7;

        public short Maximum => 1000;

        public FrameStatus Read(short[] sample)
        {
            FrameStatus status = script is null ? FrameStatus.Ready : _next == script.Length ? FrameStatus.Ended : script[_next++] switch
            {
                'n' => FrameStatus.NotReady,
                'f' => FrameStatus.Failed,
                'x' => throw new InvalidOperationException("the sensor fails"),
                _ => FrameStatus.Ready,
            };
            if (status == FrameStatus.Ready) (sample[0], sample[1]) = ((short)++_n, (short)-_n);
            return status;
        }
    }
}
