using EdgeConv.Devices;
using EdgeConv.Firmware.Fakes;
using EdgeConv.Tests.Firmware;
using Thread = EdgeConv.Firmware.Thread;

namespace EdgeConv.Tests.Devices;

[TestClass]
public class ArducamMegaTests : ChipTests
{
    private const int Pin = 5;

    [TestMethod]
    [DataRow(96, 32, 3, 0, 0x85), DataRow(96, 32, 3, 1, 0x81), DataRow(128, 32, 4, 0, 0x87), DataRow(96, 24, 4, 0, 0x83)]
    [DataRow(96, 96, 1, 1, 0x86), DataRow(128, 31, 3, 0, 0x84), DataRow(96, 1, 11, 0, 0x82), DataRow(128, 20, 5, 1, 0x85)]
    [DataRow(128, 31, 4, 0, 0x85), DataRow(96, 48, 2, 0, 0x85), DataRow(128, 42, 3, 1, 0x86), DataRow(96, 1, 3, 0, 0x85)]
    public void AnImageIsTheMeanOfBlocks(int size, int output, int block, int luma, int identity)
    {
        FakeArducamMega camera = Plug((byte)identity, luma);
        camera.Pixel = (row, column) => (row * 37 + column * 11 + row * column % 17) % 256;
        var source = new ArducamMegaFrameSource(1, Pin, size, output, block, luma);
        short[] frame = new short[output * output];
        for (int i = 0; i < 2; i++)
        {
            Array.Fill(frame, (short)-1);
            Assert.AreEqual(FrameStatus.Ready, source.Read(frame));
            int start = (size - output * block) / 2;
            for (int y = 0; y < output; y++)
                for (int x = 0; x < output; x++)
                {
                    double mean = Enumerable.Range(0, block * block)
                        .Average(j => camera.Pixel(start + y * block + j / block, start + x * block + j % block));
                    Assert.AreEqual((int)mean, frame[y * output + x], $"{y}, {x}");
                }
        }
        Assert.IsInRange(1, 1024, camera.LongestTransfer);
    }

    [TestMethod]
    [DataRow(0x81, 96, "07=40 20=03 21=0A "), DataRow(0x84, 128, "07=40 20=03 21=0B "), DataRow(0x85, 96, "07=40 20=03 21=00 ")]
    [DataRow(0x87, 128, "07=40 20=03 21=01 ")]
    public void SetUpKnowsOldAndNewCameras(int identity, int size, string log)
    {
        FakeArducamMega camera = Plug((byte)identity, 0);
        var source = new ArducamMegaFrameSource(1, Pin, size, 16, 3, 0);
        Assert.IsTrue(source.SetUp());
        Assert.AreEqual((log, identity >= 0x85), (camera.Log, source.CanFreeze));
    }

    [TestMethod]
    public void ExposureAndGainAreSetByHand()
    {
        FakeArducamMega camera = Plug(0x81, 0);
        var source = new ArducamMegaFrameSource(1, Pin, 96, 32, 3, 0) { Exposure = 0x1_2345, Gain = 0x321, IsWhiteBalanceFixed = true };
        Assert.IsTrue(source.SetUp());
        Assert.AreEqual("07=40 20=03 21=0A 30=01 33=01 34=23 35=45 30=00 31=03 32=21 30=02 ", camera.Log);
    }

    [TestMethod, DataRow(0x85, "2C=01 2D=01 "), DataRow(0x84, "")]
    public void ANewCameraIsFrozenAfterSomeFrames(int identity, string log)
    {
        FakeArducamMega camera = Plug((byte)identity, 0);
        var source = new ArducamMegaFrameSource(1, Pin, 96, 32, 3, 0) { FreezeAfter = 3 };
        short[] frame = new short[1024];
        for (int i = 0; i < 6; i++)
        {
            camera.Log = "";
            Assert.AreEqual(FrameStatus.Ready, source.Read(frame));
            Assert.AreEqual(i == 2 ? log : "", camera.Log.Replace("04=01 04=02 ", "").Replace("07=40 20=03 21=00 ", "")
                .Replace("07=40 20=03 21=0B ", "").Replace("07=40 20=03 21=0A ", ""));
        }
    }

    [TestMethod]
    public void ACameraComesBackAfterEveryFault()
    {
        FakeArducamMega camera = Plug(0x85, 0);
        var source = new ArducamMegaFrameSource(1, Pin, 96, 32, 3, 0);
        short[] frame = new short[1024];
        Assert.AreEqual(FrameStatus.Ready, source.Read(frame));
        (string What, Action Break, Action Mend)[] faults =
        [
            ("unplugged", () => FakeSpiBus.Devices[Pin] = null, () => FakeSpiBus.Devices[Pin] = camera),
            ("busy for ever", () => camera.IsStuck = camera.IsEndless = true, () => camera.IsStuck = camera.IsEndless = false),
            ("no frame", () => camera.IsEndless = true, () => camera.IsEndless = false),
            ("an empty frame", () => camera.IsEmpty = true, () => camera.IsEmpty = false),
            ("lost power", camera.LosePower, () => { }),
        ];
        foreach ((string what, Action damage, Action mend) in faults)
        {
            damage();
            Thread.Sleeps.Clear();
            Assert.AreEqual(FrameStatus.Failed, source.Read(frame), what);
            Assert.IsLessThan(1000, Thread.Sleeps.Sum(), what);
            mend();
            Assert.AreEqual(FrameStatus.Ready, source.Read(frame), what);
        }
    }

    [TestMethod, DataRow(0), DataRow(0xFF), DataRow(0x80), DataRow(0x88)]
    public void AnotherDeviceIsNoCamera(int identity)
    {
        Plug((byte)identity, 0);
        Assert.IsFalse(new ArducamMegaFrameSource(1, Pin, 96, 32, 3, 0).SetUp());
    }

    [TestMethod]
    [DataRow(100, 32, 3, 0, "size: 100"), DataRow(96, 32, 3, 2, "luma: 2"), DataRow(96, 33, 3, 0, "output: 33")]
    [DataRow(96, 0, 3, 0, "output: 0"), DataRow(96, 32, 0, 0, "block: 0"), DataRow(96, 1, 12, 0, "block: 12")]
    public void ParametersOutsideTheirRangeAreNamed(int size, int output, int block, int luma, string message)
    {
        ArgumentException e = Assert.ThrowsExactly<ArgumentException>(() => new ArducamMegaFrameSource(1, Pin, size, output, block, luma));
        Assert.StartsWith(message, e.Message);
    }

    private static FakeArducamMega Plug(byte identity, int luma)
    {
        var camera = new FakeArducamMega(identity) { Luma = luma };
        FakeSpiBus.Devices[Pin] = camera;
        return camera;
    }
}
