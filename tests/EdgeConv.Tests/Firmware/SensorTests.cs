using EdgeConv.Devices;
using EdgeConv.Firmware;
using File = System.IO.File;
using Thread = EdgeConv.Firmware.Thread;

namespace EdgeConv.Tests.Firmware;

[TestClass]
public class SensorTests : ChipTests
{
    [TestMethod]
    public void Amg88xxIsSetUpInTheOrderOfTheDataSheet()
    {
        FakeAmg88xx sensor = Amg88xx(20 * 4);
        var source = new Amg88xxFrameSource(1, 0x69);
        Thread.Sleeps.Clear();
        Assert.AreEqual((true, "00=00 01=3F 01=30 02=00 "), (source.SetUp(), sensor.Log));
        // 50, 2 and 200 ms, and a tick more, for a sleep may end a tick early.
        Assert.AreEqual("60 12 210", string.Join(" ", Thread.Sleeps));
    }

    [TestMethod]
    public void OnlyWaitSleeps()
    {
        foreach (string file in Repository.Files("*FrameSource.cs", "firmware/EdgeConv.Firmware"))
            Assert.DoesNotContain("Thread.", Repository.Text(file), file);
    }

    [TestMethod]
    public void Amg88xxReadsTemperatures()
    {
        FakeAmg88xx sensor = Amg88xx(20 * 4);
        sensor.Registers[0x80 + 2 * 63] = 0x2D;
        sensor.Registers[0x80 + 2 * 63 + 1] = 0x01;
        short[] frame = new short[64];
        Assert.AreEqual((FrameStatus.Ready, (short)80, (short)301), (new Amg88xxFrameSource(1, 0x69).Read(frame), frame[0], frame[63]));
    }

    [TestMethod]
    public void Amg88xxThatIsNotThereIsNotFound()
    {
        FakeBus.Devices[0x69] = null;
        var source = new Amg88xxFrameSource(1, 0x69);
        Assert.AreEqual((false, FrameStatus.Failed), (source.SetUp(), source.Read(new short[64])));
    }

    [TestMethod]
    public void Amg88xxComesBackAfterEveryFault()
    {
        FakeAmg88xx sensor = Amg88xx(20 * 4);
        var source = new Amg88xxFrameSource(1, 0x69);
        short[] frame = new short[64];
        Assert.AreEqual(FrameStatus.Ready, source.Read(frame));

        sensor.IsConnected = false;
        for (int i = 0; i < 2; i++) Assert.AreEqual(FrameStatus.Failed, source.Read(frame));
        sensor.IsConnected = true;
        sensor.Log = "";
        Assert.AreEqual(FrameStatus.Ready, source.Read(frame));
        Assert.AreEqual("00=00 01=3F 01=30 02=00 ", sensor.Log, "set up anew");

        sensor.Throws = true;
        Assert.AreEqual(FrameStatus.Failed, source.Read(frame));
        sensor.Throws = false;
        Assert.AreEqual(FrameStatus.Ready, source.Read(frame));

        sensor.Registers[4] = 0x04;
        Assert.AreEqual(FrameStatus.Failed, source.Read(frame), "a temperature out of range");
        Assert.AreEqual(FrameStatus.Ready, source.Read(frame), "the flag is cleared");

        sensor.Registers[0x81] = 0x07;
        Assert.AreEqual(FrameStatus.Failed, source.Read(frame), "450 degC");
    }

    [TestMethod]
    [DataRow(0x68), DataRow(0x70), DataRow(0x71)]
    public void Mpu6050IsSetUp(int identity)
    {
        FakeMpu6050 sensor = new() { Identity = (byte)identity };
        FakeBus.Devices[0x68] = sensor;
        Assert.IsFalse(sensor.IsMeasuring);
        Thread.Sleeps.Clear();
        Assert.AreEqual((true, true), (new Mpu6050FrameSource(1, 0x68, 64).SetUp(), sensor.IsMeasuring));
        Assert.AreEqual("60", string.Join(" ", Thread.Sleeps));
    }

    [TestMethod]
    public void ADriverThatThrowsIsASensorThatDoesNotAnswer()
    {
        Amg88xx(80).Throws = true;
        Assert.IsFalse(new Amg88xxFrameSource(1, 0x69).SetUp());
        FakeBus.Devices[0x68] = new FakeMpu6050 { Throws = true };
        Assert.IsFalse(new Mpu6050FrameSource(1, 0x68, 64).SetUp());
    }

    [TestMethod]
    public void AnotherSensorAtTheAddressIsNotTaken()
    {
        FakeBus.Devices[0x68] = new FakeAmg88xx();
        Assert.IsFalse(new Mpu6050FrameSource(1, 0x68, 64).SetUp());
        FakeBus.Devices[0x68] = null;
        Assert.IsFalse(new Mpu6050FrameSource(1, 0x68, 64).SetUp());
    }

    [TestMethod]
    public void Mpu6050GivesTheLatestWindowHoweverOftenItIsRead()
    {
        Mpu6050FrameSource source = Mpu6050(out FakeMpu6050 sensor, out short[] frame);
        var random = new Random(1);
        int measured = 0, ready = 0;
        for (int read = 0; read < 500; read++)
        {
            int fresh = read % 4 == 0 ? random.Next(1, 40) : random.Next(0, 40);
            for (int i = 0; i < fresh; i++, measured++) sensor.Sample((short)measured, (short)-measured, short.MinValue);
            FrameStatus status = source.Read(frame);
            Assert.AreEqual(measured < 64 ? FrameStatus.Filling : fresh > 0 ? FrameStatus.Ready : FrameStatus.NotReady, status);
            if (status != FrameStatus.Ready) continue;
            ready++;
            for (int i = 0; i < 64; i++)
            {
                short expected = (short)(measured - 64 + i);
                Assert.AreEqual((expected, (short)-expected, short.MinValue), (frame[3 * i], frame[3 * i + 1], frame[3 * i + 2]));
            }
        }
        Assert.IsGreaterThan(400, ready);
    }

    [TestMethod]
    public void Mpu6050ThatLostSamplesStartsANewWindow()
    {
        Mpu6050FrameSource source = Mpu6050(out FakeMpu6050 sensor, out short[] frame);
        for (int i = 0; i < 64; i++) sensor.Sample(1, 1, 1);
        Assert.AreEqual(FrameStatus.Ready, source.Read(frame));
        for (int i = 0; i < 200; i++) sensor.Sample(2, 2, 2);
        Assert.AreEqual(FrameStatus.Failed, source.Read(frame), "the FIFO has overflowed");
        for (int i = 0; i < 63; i++) sensor.Sample(3, 3, 3);
        Assert.AreEqual(FrameStatus.Filling, source.Read(frame));
        sensor.Sample(3, 3, 3);
        Assert.AreEqual((FrameStatus.Ready, (short)3), (source.Read(frame), frame[0]));
    }

    [TestMethod]
    public void Mpu6050ThatWasUnpluggedIsWokenAgain()
    {
        Mpu6050FrameSource source = Mpu6050(out FakeMpu6050 sensor, out short[] frame);
        sensor.IsConnected = false;
        Assert.AreEqual(FrameStatus.Failed, source.Read(frame));
        sensor.Reset();
        sensor.IsConnected = true;
        Assert.AreEqual((FrameStatus.Filling, true), (source.Read(frame), sensor.IsMeasuring));
        sensor.Throws = true;
        Assert.AreEqual(FrameStatus.Failed, source.Read(frame));
    }

    [TestMethod]
    public void Mpu6050ThatLostItsPowerBetweenTwoReadsIsWokenAgain()
    {
        // It answers every read, and sleeps: no sample ever comes.
        Mpu6050FrameSource source = Mpu6050(out FakeMpu6050 sensor, out short[] frame);
        for (int i = 0; i < 64; i++) sensor.Sample(1, 1, 1);
        Assert.AreEqual(FrameStatus.Ready, source.Read(frame));
        sensor.Reset();
        for (int i = 0; i < 4; i++) Assert.AreEqual(FrameStatus.NotReady, source.Read(frame));
        Assert.AreEqual((FrameStatus.Failed, false), (source.Read(frame), sensor.IsMeasuring));
        Assert.AreEqual((FrameStatus.Filling, true), (source.Read(frame), sensor.IsMeasuring));
    }

    [TestMethod]
    public void Mpu6050WhoseBusHangsHighIsNotReadWithoutEnd()
    {
        Mpu6050FrameSource source = Mpu6050(out FakeMpu6050 sensor, out short[] frame);
        sensor.HangsHigh = true;
        Assert.AreEqual(FrameStatus.Failed, source.Read(frame));
        Assert.IsLessThan(10, sensor.Reads);
    }

    private static Mpu6050FrameSource Mpu6050(out FakeMpu6050 sensor, out short[] frame)
    {
        FakeBus.Devices[0x68] = sensor = new FakeMpu6050();
        frame = new short[192];
        var source = new Mpu6050FrameSource(1, 0x68, 64);
        source.SetUp();
        return source;
    }

    private static FakeAmg88xx Amg88xx(short value)
    {
        var sensor = new FakeAmg88xx();
        for (int i = 0; i < 64; i++)
        {
            sensor.Registers[0x80 + 2 * i] = (byte)value;
            sensor.Registers[0x80 + 2 * i + 1] = (byte)(value >> 8);
        }
        FakeBus.Devices[0x69] = sensor;
        return sensor;
    }
}
