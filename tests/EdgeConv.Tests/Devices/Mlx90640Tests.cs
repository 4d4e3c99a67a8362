using EdgeConv.Devices;
using EdgeConv.Firmware.Fakes;
using EdgeConv.Tests.Firmware;

namespace EdgeConv.Tests.Devices;

[TestClass]
public class Mlx90640Tests : ChipTests
{
    private const int Chess = 0x1801, Rows = 0x0801;

    [TestMethod, DataRow(Chess), DataRow(Rows)]
    public void TemperaturesAreThoseOfTheDataSheet(int control)
    {
        double worst = 0;
        for (int seed = 0; seed < 12; seed++)
        {
            var sensor = new Mlx90640Sensor(seed);
            var random = new Random(seed);
            Mlx90640Calibration calibration = Calibrated(sensor);
            ushort[] words = new ushort[832];
            int page = seed & 1;
            sensor.SetAmbient(words, control, 50 * random.NextDouble());
            Assert.IsTrue(calibration.Begin(Mlx90640Sensor.Bytes(words, 768, 64), control, page, false));
            Assert.AreEqual(sensor.Ambient(words, control), calibration.Ambient / 100.0, 0.02);
            short[] frame = new short[768];
            for (int row = 0; row < 24; row++)
            {
                bool isChess = control == Chess;
                if (!isChess && (row & 1) != page) continue;
                int first = isChess ? row + page & 1 : 0, step = isChess ? 2 : 1;
                double[] shown = new double[32];
                for (int column = first; column < 32; column += step)
                    shown[column] = sensor.SetPixel(words, control, page, 32 * row + column, 100 * random.NextDouble());
                calibration.Convert(Mlx90640Sensor.Bytes(words, 32 * row, 32), row, first, step, false, frame);
                for (int column = first; column < 32; column += step)
                    worst = Math.Max(worst, Math.Abs(shown[column] - frame[32 * row + column] / 100.0));
            }
        }
        Assert.IsLessThan(0.05, worst);
    }

    [TestMethod]
    public void RadiancesRiseWithTheTemperature()
    {
        var sensor = new Mlx90640Sensor(3);
        Mlx90640Calibration calibration = Calibrated(sensor);
        ushort[] words = new ushort[832];
        sensor.SetAmbient(words, Chess, 25);
        Assert.IsTrue(calibration.Begin(Mlx90640Sensor.Bytes(words, 768, 64), Chess, 0, true));
        short[] frame = new short[768];
        int last = short.MinValue;
        for (int degrees = -20; degrees <= 280; degrees += 20)
        {
            double shown = sensor.SetPixel(words, Chess, 0, 0, degrees);
            calibration.Convert(Mlx90640Sensor.Bytes(words, 0, 32), 0, 0, 32, true, frame);
            // What an object of this temperature sends, less what it would send at the ambient temperature. The sensitivity falls by
            // 0.08 % per degree.
            double expected = (Math.Pow(shown + 273.15, 4) - Math.Pow(298.15, 4)) / (1 << 22);
            Assert.AreEqual(expected, frame[0], 120 + 0.25 * Math.Abs(expected), $"{degrees} degC");
            Assert.IsGreaterThan(last, frame[0]);
            last = frame[0];
        }
    }

    [TestMethod]
    public void CalibrationFitsInEightKilobytes()
    {
        const BindingFlags Fields = BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;
        var calibration = new Mlx90640Calibration(95);
        int bytes = typeof(Mlx90640Calibration).GetFields(Fields).Select(field => field.GetValue(calibration)).OfType<Array>()
            .Sum(array => Buffer.ByteLength(array));
        Assert.IsInRange(4000, 8192, bytes);
    }

    [TestMethod]
    public void AFrameHasBothPages()
    {
        (FakeMlx90640 device, Mlx90640Sensor sensor) = Plug(1);
        var source = new Mlx90640FrameSource(1, 0x33, 8, 95, false);
        short[] frame = new short[768];
        Assert.AreEqual(FrameStatus.NotReady, source.Read(frame));
        Show(device, sensor, 0, 30);
        Assert.AreEqual(FrameStatus.Filling, source.Read(frame));
        Assert.AreEqual(FrameStatus.NotReady, source.Read(frame));
        Show(device, sensor, 1, 40);
        Assert.AreEqual(FrameStatus.Ready, source.Read(frame));
        bool isChess = (device.Control & 0x1000) != 0;
        Assert.AreEqual(sensor.IsChess, isChess);
        for (int pixel = 0; pixel < 768; pixel++)
        {
            int expected = Mlx90640Sensor.IsOf(0, isChess, pixel / 32, pixel % 32) ? 3000 : 4000;
            Assert.AreEqual(expected, frame[pixel], 20, $"{pixel}");
        }
        // 64 bytes and the address: 1.5 ms at 400 kHz.
        Assert.AreEqual(66, device.LongestTransfer);
    }

    [TestMethod]
    public void APageInRowsReadsHalfOfTheRows()
    {
        int[] transfers = [.. ((bool[])[true, false]).Select(isChess =>
        {
            int seed = Enumerable.Range(0, 100).First(seed => new Mlx90640Sensor(seed).IsChess == isChess);
            (FakeMlx90640 device, Mlx90640Sensor sensor) = Plug(seed);
            var source = new Mlx90640FrameSource(1, 0x33, 8, 95, false);
            source.SetUp();
            Show(device, sensor, 0, 30);
            int before = device.Transfers;
            source.Read(new short[768]);
            return device.Transfers - before;
        })];
        Assert.AreEqual(12, transfers[0] - transfers[1]);
    }

    [TestMethod]
    public void BadPixelsAreFilledFromTheirNeighbors()
    {
        foreach (int seed in (int[])[0, 1, 2, 3])
        {
            (FakeMlx90640 device, Mlx90640Sensor sensor) = Plug(seed);
            int[] bad = [0, 31, 32 * 11 + 17, 767];
            foreach (int pixel in bad) sensor.Eeprom[64 + pixel] = (ushort)(pixel == 0 ? 0 : sensor.Eeprom[64 + pixel] | 1);
            var source = new Mlx90640FrameSource(1, 0x33, 4, 95, false);
            short[] frame = new short[768];
            source.Read(frame);
            for (int page = 0; page < 2; page++)
            {
                Show(device, sensor, page, 35);
                foreach (int pixel in bad) device.Words[pixel] = 0x4000;
                source.Read(frame);
            }
            foreach (int pixel in bad) Assert.AreEqual(3500, frame[pixel], 20, $"{seed}: {pixel}");
            sensor.Eeprom[64 + 100] |= 1;
            Assert.IsFalse(source.SetUp(), "the maker allows four");
        }
    }

    [TestMethod]
    public void ASensorComesBackAfterEveryFault()
    {
        (FakeMlx90640 device, Mlx90640Sensor sensor) = Plug(1);
        var source = new Mlx90640FrameSource(1, 0x33, 8, 95, false);
        Works(source, device, sensor);
        (string What, Action Break, Action Mend)[] faults =
        [
            ("unplugged", () => device.IsConnected = false, () => device.IsConnected = true),
            ("the driver throws", () => device.Throws = true, () => device.Throws = false),
            ("no acknowledge in the middle", () => device.TransfersLeft = 9, () => device.TransfersLeft = -1),
            ("lost power", device.LosePower, () => { }),
            ("pixels lost", () => Array.Fill(device.Words, (ushort)0x7FFF, 0, 768), () => { }),
            ("values beside them lost", () => Array.Fill(device.Words, (ushort)0x7FFF, 768, 64), () => { }),
            ("zeros", () => Array.Clear(device.Words, 768, 64), () => { }),
            ("ones", () => Array.Fill(device.Words, (ushort)0xFFFF, 768, 64), () => { }),
        ];
        foreach ((string what, Action damage, Action mend) in faults)
        {
            Show(device, sensor, 0, 30);
            damage();
            Assert.AreEqual(FrameStatus.Failed, source.Read(new short[768]), what);
            mend();
            Works(source, device, sensor);
        }
    }

    [TestMethod]
    public void ASensorThatMeasuresNothingIsSetUpAgain()
    {
        (FakeMlx90640 device, Mlx90640Sensor sensor) = Plug(1);
        var source = new Mlx90640FrameSource(1, 0x33, 8, 95, false);
        Works(source, device, sensor);
        FrameStatus[] statuses = [.. Enumerable.Range(0, 102).Select(_ => source.Read(new short[768])).Distinct()];
        CollectionAssert.AreEqual((FrameStatus[])[FrameStatus.NotReady, FrameStatus.Failed], statuses);
        Works(source, device, sensor);
    }

    [TestMethod]
    public void NoSensorOrNoCalibrationIsNotFound()
    {
        FakeBus.Devices[0x33] = null;
        Assert.IsFalse(new Mlx90640FrameSource(1, 0x33, 8, 95, false).SetUp());
        foreach (ushort word in (ushort[])[0, 0xFFFF, 0x7FFF, 0x8000])
        {
            ushort[] eeprom = new ushort[832];
            Array.Fill(eeprom, word);
            FakeBus.Devices[0x33] = new FakeMlx90640(eeprom);
            Assert.IsFalse(new Mlx90640FrameSource(1, 0x33, 8, 95, false).SetUp(), $"{word:X4}");
        }
        // A stranger's words must not end in an exception or a loop.
        var random = new Random(5);
        for (int i = 0; i < 300; i++)
        {
            ushort[] eeprom = [.. Enumerable.Range(0, 832).Select(_ => (ushort)random.Next(65536))];
            var device = new FakeMlx90640(eeprom);
            FakeBus.Devices[0x33] = device;
            var source = new Mlx90640FrameSource(1, 0x33, 8, 95, false);
            if (!source.SetUp()) continue;
            for (int j = 0; j < 832; j++) device.Words[j] = (ushort)random.Next(65536);
            device.Measure(0);
            source.Read(new short[768]);
        }
    }

    [TestMethod]
    [DataRow(0, 95, "pagesPerSecond"), DataRow(3, 95, "pagesPerSecond"), DataRow(32, 95, "pagesPerSecond"), DataRow(8, 9, "emissivity")]
    [DataRow(8, 101, "emissivity")]
    public void ParametersOutsideTheirRangeAreNamed(int rate, int emissivity, string name)
    {
        ArgumentException e = Assert.ThrowsExactly<ArgumentException>(() => new Mlx90640FrameSource(1, 0x33, rate, emissivity, false));
        Assert.StartsWith(name, e.Message);
    }

    private static (FakeMlx90640, Mlx90640Sensor) Plug(int seed)
    {
        var sensor = new Mlx90640Sensor(seed);
        var device = new FakeMlx90640(sensor.Eeprom);
        FakeBus.Devices[0x33] = device;
        return (device, sensor);
    }

    // All pixels of a page show one temperature.
    private static void Show(FakeMlx90640 device, Mlx90640Sensor sensor, int page, double temperature)
    {
        sensor.SetAmbient(device.Words, device.Control, 25);
        for (int pixel = 0; pixel < 768; pixel++)
        {
            if (Mlx90640Sensor.IsOf(page, (device.Control & 0x1000) != 0, pixel / 32, pixel % 32))
                sensor.SetPixel(device.Words, device.Control, page, pixel, temperature);
        }
        device.Measure(page);
    }

    private static void Works(Mlx90640FrameSource source, FakeMlx90640 device, Mlx90640Sensor sensor)
    {
        short[] frame = new short[768];
        Assert.AreEqual(FrameStatus.NotReady, source.Read(frame));
        Show(device, sensor, 0, 30);
        Assert.AreEqual(FrameStatus.Filling, source.Read(frame));
        Show(device, sensor, 1, 30);
        Assert.AreEqual(FrameStatus.Ready, source.Read(frame));
        Assert.AreEqual(3000, frame[100], 20);
    }

    private static Mlx90640Calibration Calibrated(Mlx90640Sensor sensor)
    {
        var calibration = new Mlx90640Calibration(95);
        for (int line = 0; line < 26; line++) Assert.IsTrue(calibration.Take(line, Mlx90640Sensor.Bytes(sensor.Eeprom, 32 * line, 32)));
        return calibration;
    }
}
