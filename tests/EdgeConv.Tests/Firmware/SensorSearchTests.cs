using EdgeConv.Devices;
using EdgeConv.Firmware;
using EdgeConv.Tests.Devices;
using nanoFramework.Hardware.Esp32;
using nanoFramework.Runtime.Native;

namespace EdgeConv.Tests.Firmware;

/// <summary>The firmware with an MLX90640 or an Arducam Mega: found, set up as the settings say, and refused where it cannot be.</summary>
[TestClass]
public class SensorSearchTests : ChipTests
{
    // The pins of an ESP32-DevKitC.
    private const int Sck = 22, Miso = 19, Mosi = 23, Cs = 21;

    private string _printed = "";

    [TestMethod]
    public void ACameraIsReadOnlyWhereItIsChosen()
    {
        FakeArducamMega camera = Camera(Cs, 0x85);
        FailsAt(4_000_000);
        Run();
        Assert.AreEqual((0, ""), (Count("frames: Arducam"), camera.Log));
        ResetAll();
        camera = Camera(Cs, 0x85);
        Save("sensor=arducam-mega");
        FailsAt(4_000_000);
        Run();
        Assert.AreEqual(1, Count("sensor: SCK GPIO 22, MISO GPIO 19, MOSI GPIO 23, CS GPIO 21\n"));
        Assert.AreEqual(1, Count("frames: Arducam Mega, exposure automatic\n"));
        Assert.AreEqual((DeviceFunction.SPI1_CLOCK, DeviceFunction.SPI1_MISO, DeviceFunction.SPI1_MOSI),
            (FakeChip.FunctionOf[Sck], FakeChip.FunctionOf[Miso], FakeChip.FunctionOf[Mosi]));
        Assert.IsGreaterThan(1, Count(", faults 0,"));
    }

    [TestMethod]
    [DataRow(0x85, "camera.freeze=20", "frozen after 20 frames", "07=40 20=03 21=00 ")]
    [DataRow(0x81, "camera.freeze=20", "automatic: this camera cannot freeze it; set camera.exposure and camera.gain",
        "07=40 20=03 21=0A ")]
    [DataRow(0x81, "camera.exposure=256\ncamera.gain=2\ncamera.balance=fixed\ncamera.size=128", "and gain by hand",
        "07=40 20=03 21=0B 30=01 33=00 34=01 35=00 30=00 31=00 32=02 30=02 ")]
    public void ExposureIsWhatTheSettingsSay(int identity, string settings, string exposure, string log)
    {
        FakeArducamMega camera = Camera(13, (byte)identity);
        Save("sensor=arducam-mega", "spi.cs=13", settings);
        FailsAt(1_500_000);
        Run();
        Assert.AreEqual(1, Count($"frames: Arducam Mega, exposure {exposure}\n"), _printed);
        Assert.StartsWith(log + "04=01 ", camera.Log);
    }

    [TestMethod]
    public void AnUnpluggedCameraLeavesTheOutputSafe()
    {
        FakeArducamMega camera = Camera(Cs, 0x85);
        FakeSpiBus.Devices[Cs] = null;
        Save("sensor=arducam-mega");
        At(3_500_000, () => FakeSpiBus.Devices[Cs] = camera);
        string shown = "";
        At(3_400_000, () => shown = FakeChip.Shown(18));
        FailsAt(7_000_000);
        Run();
        Assert.AreEqual("0", shown);
        Assert.IsLessThan(_printed.IndexOf("frames: Arducam"), _printed.IndexOf("frames: no sensor answers, output safe"));
    }

    [TestMethod]
    public void AnMlx90640IsFoundByItself()
    {
        var sensor = new Mlx90640Sensor(1);
        var device = new FakeMlx90640(sensor.Eeprom);
        FakeBus.Devices[0x33] = device;
        Measures(device, sensor, 3_000_000);
        FailsAt(3_000_000);
        Run();
        Assert.AreEqual(1, Count("frames: MLX90640, 8 halves a second; with period=126 or more no frame is late\n"), _printed);
        // The refresh rate in bits 7 to 9: 8 halves a second.
        Assert.AreEqual(4, device.Control >> 7 & 7);
        Assert.IsGreaterThan(0, Count(" frames/s, activation "));
        Assert.AreEqual(0, Count("failed"));
    }

    [TestMethod]
    public void AnMlx90640IsSetAsTheSettingsSay()
    {
        var device = new FakeMlx90640(new Mlx90640Sensor(1).Eeprom);
        FakeBus.Devices[0x33] = device;
        FakeBus.Devices[0x69] = new FakeAmg88xx();
        Save("sensor=mlx90640", "thermal.rate=2", "period=600", "deadline=2000");
        FailsAt(2_000_000);
        Run();
        Assert.AreEqual((1, 2), (Count("frames: MLX90640, 2 halves a second\n"), device.Control >> 7 & 7), _printed);
    }

    [TestMethod]
    public void ABoardWithoutPinsForACameraSaysSo()
    {
        Save("board=M5StickC", "sensor=arducam-mega");
        Run();
        Assert.AreEqual(1, Count("error: spi.sck: an M5StickC has no free pins for a camera; take another board or sensor\n"), _printed);
        Assert.AreEqual("0", FakeChip.Shown(26));
        Assert.AreEqual("NormalReboot ", Power.Log);
    }

    [TestMethod]
    public void FramesThatTheModelCannotTakeAreRefusedWithWhatToDo()
    {
        Camera(Cs, 0x85);
        Save("sensor=arducam-mega", "camera.image=30");
        Run();
        Assert.AreEqual(1, Count("error: model: strokes takes 8x8x1 and not frames of 30x30x1; load a model whose rows and columns divide "
            + "theirs (edgeconv board load)\n"), _printed);
        Assert.AreEqual("0", FakeChip.Shown(18));
    }

    [TestMethod]
    public void FramesOfTheLinkHaveTheFormatOfTheSensor()
    {
        foreach ((string settings, string format) in ((string, string)[])
            [("sensor=auto", "8 8 1 -80 400"), ("sensor=mpu6050", "1 64 3 -32768 32767"), ("sensor=mlx90640", "24 32 1 -4000 30000"),
                ("sensor=mlx90640\nthermal.values=radiances", "24 32 1 -3000 26000"), ("sensor=arducam-mega", "32 32 1 0 255"),
                ("sensor=arducam-mega\ncamera.image=48", "48 48 1 0 255")])
        {
            FrameFormat found = SensorSearch.FormatOf(Set(settings));
            Assert.AreEqual(format, $"{found.Height} {found.Width} {found.Channels} {found.Minimum} {found.Maximum}", settings);
        }
    }

    [TestMethod]
    public void TheEdgesOfEverySensorAreSeenInItsUnits()
    {
        // 8 degC of difference, as the AMG88xx, is the whole range; less is less.
        foreach ((FrameFormat format, short low, short high) in ((FrameFormat, short, short)[])
            [(Amg88xx.Format, 80, 112), (Mlx90640FrameSource.FormatOf(false), 2000, 2800), (ArducamMegaFrameSource.FormatOf(32), 100, 132)])
        {
            var source = new Still(format);
            TimedModel model = new(Loops.CreateModel(Set(), source), "strokes", true, Clock);
            LoopDescription parts = Loops.Describe(Set(), source, model, NewGuard(), null, null);
            short[] frame = new short[format.Length];
            sbyte[] input = new sbyte[64];
            for (int i = 0; i < frame.Length; i++) frame[i] = i < frame.Length / 2 ? low : high;
            parts.Preprocessor.Run(frame, input);
            Assert.AreEqual((-128, 127), ((int)input[0], (int)input[63]), $"{format.Height}");
            for (int i = 0; i < frame.Length; i++) frame[i] = i < frame.Length / 2 ? low : (short)((low + high) / 2);
            parts.Preprocessor.Run(frame, input);
            Assert.AreEqual((-128, 0), ((int)input[0], (int)input[63]), $"{format.Height}");
        }
    }

    private sealed class Still(FrameFormat format) : IFrameSource
    {
        public FrameFormat Format => format;

        public FrameStatus Read(short[] frame) => FrameStatus.Ready;
    }

    // A page each 125 ms, of other temperatures each time.
    private void Measures(FakeMlx90640 device, Mlx90640Sensor sensor, long until)
    {
        int page = 0;
        for (long time = 100_000; time < until; time += 125_000)
            At(time, () =>
            {
                sensor.SetAmbient(device.Words, device.Control, 25);
                for (int pixel = 0; pixel < 768; pixel += 7)
                    sensor.SetPixel(device.Words, device.Control, page, pixel, 20 + (pixel + page) % 9);
                device.Measure(page++ & 1);
            });
    }

    private static FakeArducamMega Camera(int cs, byte identity)
    {
        int seen = 0;
        var camera = new FakeArducamMega(identity) { Pixel = (row, column) => (row * column + seen++ / 50_000) % 200 };
        FakeSpiBus.Devices[cs] = camera;
        return camera;
    }

    private void At(long microseconds, AlarmCallback callback) => Clock.CreateAlarm(callback).Set(microseconds);

    private void FailsAt(long microseconds) => At(microseconds, () => throw new InvalidOperationException("the clock fails"));

    private void Run() => _printed += TestConsole.Caught(() => new Application(Clock).RunForever()).Output;

    private static void Save(params string[] settings) => Assert.IsTrue(new SettingsStore(new BoardDrive()).Save(Set(settings)));

    private int Count(string text) => _printed.Split(text).Length - 1;

    [TestInitialize]
    public void ResetAll()
    {
        Reset();
        Power.Log = "";
        Array.Clear(FakeBus.Devices);
        Array.Clear(FakeSpiBus.Devices);
    }
}
