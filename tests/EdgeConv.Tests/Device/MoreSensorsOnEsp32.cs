using EdgeConv.Board;
using EdgeConv.Link;
using EdgeConv.Tests.Devices;

namespace EdgeConv.Tests.Device;

/// <summary>
/// The firmware built with EdgeConvSensors on nanoFramework's own ESP32 drivers: its frames are those that an MLX90640 on I2C and an
/// Arducam Mega on SPI show, and each fault of them moves the output to its safe duty.
/// </summary>
internal sealed class MoreSensorsOnEsp32
{
    private const string Lit = "pin 18: pwm 1000 Hz, duty 65536/65536", Dark = "pin 18: pwm 1000 Hz, duty 0/65536";

    // Microseconds: the deadline, a page or a set-up that is under way when the fault begins, and what a loaded machine may add.
    private const long Deadline = 300_000, UnderWay = 300_000, Slack = 150_000;

    private const int ImageSize = 128, Blocks = 32;

    private readonly string _interpreter;
    private readonly Lazy<IReadOnlyList<string>> _firmware;

    private MoreSensorsOnEsp32(string interpreter, DeviceBuild build, Toolchain tools)
    {
        _interpreter = interpreter;
        _firmware = new(() => tools.PeFiles(build.Compile(NanoProject.Load(
            Repository.PathOf("firmware", "EdgeConv.Firmware", "EdgeConv.Firmware.nfproj"), ("EdgeConvNetwork", "false"),
            ("EdgeConvSensors", "true"))).Path));
    }

    /// <summary>Adds the checks, or one that says why there are none.</summary>
    internal static void AddChecks(Dictionary<string, Action> checks, DeviceBuild build, Toolchain tools)
    {
        // Where there is no such nanoCLR, FirmwareOnEsp32 says so.
        if (Esp32Board.Interpreter is not { } interpreter) return;
        const string Missing = "nanoCLR-esp32 with an MLX90640 and an Arducam Mega not found";
        if (!Esp32Board.Knows(interpreter, Esp32Board.Thermal, Esp32Board.Mega))
        {
            checks.Add("skipped: " + Missing, () => Assert.Inconclusive(Missing));
            return;
        }
        var sensors = new MoreSensorsOnEsp32(interpreter, build, tools);
        checks.Add("the firmware on ESP32 drivers: an MLX90640, its frames and faults", sensors.ReadsAnMlx90640);
        checks.Add("the firmware on ESP32 drivers: an Arducam Mega, its frames and faults", sensors.ReadsAnArducamMega);
    }

    private void ReadsAnMlx90640()
    {
        var sensor = new Mlx90640Sensor(1);
        int control = sensor.IsChess ? 0x1801 : 0x0801;
        ushort[] words = new ushort[832];
        sensor.SetAmbient(words, control, 25);
        double[] shown = new double[768];
        for (int i = 0; i < shown.Length; i++)
        {
            int row = i / 32, column = i % 32, page = Mlx90640Sensor.IsOf(0, sensor.IsChess, row, column) ? 0 : 1;
            shown[i] = sensor.SetPixel(words, control, page, i, row / 3 is >= 2 and <= 4 && column / 4 is >= 3 and <= 5 ? 45 : 22);
        }
        byte[] memory = [.. Mlx90640Sensor.Bytes(sensor.Eeprom, 0, 832), .. Mlx90640Sensor.Bytes(words, 0, 832)];
        using var chip = new Esp32Board(_interpreter, _firmware.Value);
        chip.Save("sensor=mlx90640", "period=130");
        chip.Plug(Esp32Board.Thermal, memory);
        chip.Start();
        using BoardLine line = chip.Open();
        BoardClient client = Esp32Board.Client(line);
        chip.WaitForDuty(Lit, "the LED follows the warm spot");
        BoardDescription board = client.DescribeSettled();
        Assert.AreEqual((24, 32, 1), (board.Frames!.Height, board.Frames.Width, board.Frames.Channels));
        using (var stream = new StepStream(client, board, 1))
        {
            short[] frame = stream.Steps(2).Last().Frame;
            double worst = shown.Select((value, i) => Math.Abs(value - frame[i] / 100.0)).Max();
            // The last bit of the emulated sensor flickers, as for the camera.
            Assert.IsLessThan(0.3, worst);
        }
        foreach ((string fault, GuardReason reason) in ((string, GuardReason)[])
            [("nack 7", GuardReason.FrameFailed), ("wrong", GuardReason.FrameFailed), ("stale", GuardReason.FrameLate)])
            AssertSafe(chip, client, Esp32Board.Thermal, fault, reason);
        // After a loss of power it is set up anew by itself.
        int before = chip.Events.Count;
        chip.Break(Esp32Board.Thermal, "reset");
        chip.Wait(() => chip.Events.Skip(before).Any(one => one.What.Contains("write 80 0d ")), "the sensor is set up anew");
        chip.WaitForDuty(Lit, "the output follows the frames again after the loss of power");
        AssertRunsOn(client);
    }

    private void ReadsAnArducamMega()
    {
        static int Pixel(int row, int column) => row / 4 is >= 2 and <= 4 && column / 4 is >= 3 and <= 5 ? 200 + row : 40 + column;
        byte[] Camera(byte identity) => [identity, .. Enumerable.Range(0, ImageSize * ImageSize)
            .Select(i => (byte)Pixel(i / ImageSize / 3, i % ImageSize / 3))];
        using var chip = new Esp32Board(_interpreter, _firmware.Value);
        chip.Save("sensor=arducam-mega");
        chip.Plug(Esp32Board.Mega, Camera(0x10));
        chip.Start();
        using BoardLine line = chip.Open();
        BoardClient client = Esp32Board.Client(line);
        chip.Wait(() => chip.Output.Any(text => text.Contains("frames: no sensor answers, output safe")), "another device is refused");
        Assert.AreEqual((false, 0), (client.Status().IsRunning, client.Status().Duty));
        chip.Plug(Esp32Board.Mega, Camera(0x81));
        chip.WaitForDuty(Lit, "the LED follows the bright spot");
        Assert.Contains("spi_bus_initialize host 1: SCK 22, MISO 19, MOSI 23", chip.Log);
        Assert.Contains("spi_bus_add_device host 1: mode 0, 8000000 Hz", chip.Log);
        BoardDescription board = client.DescribeSettled();
        Assert.AreEqual((Blocks, Blocks, 1), (board.Frames!.Height, board.Frames.Width, board.Frames.Channels));
        using (var stream = new StepStream(client, board, 1))
        {
            short[] frame = stream.Steps(2).Last().Frame;
            Assert.HasCount(Blocks * Blocks, frame);
            for (int i = 0; i < frame.Length; i++) Assert.AreEqual(Pixel(i / Blocks, i % Blocks), frame[i], 1.0, $"pixel {i}");
        }
        foreach ((string fault, GuardReason reason) in ((string, GuardReason)[])
            [("endless", GuardReason.FrameLate), ("empty", GuardReason.FrameFailed)])
            AssertSafe(chip, client, Esp32Board.Mega, fault, reason);
        chip.Unplug(Esp32Board.Mega);
        chip.WaitForDuty(Dark, "the output is safe without the camera");
        chip.Plug(Esp32Board.Mega, Camera(0x81));
        chip.WaitForDuty(Lit, "the output follows the frames of the camera again");
        AssertRunsOn(client);
    }

    // In time, with the loop and the link alive; and the output follows the frames again once the fault is over. A machine under load may
    // add to one time of three.
    private static void AssertSafe(Esp32Board chip, BoardClient client, string device, string fault, GuardReason reason)
    {
        long took = long.MaxValue;
        for (int i = 0; i < 3 && took > Deadline + UnderWay + Slack; i++)
        {
            int before = chip.Events.Count;
            chip.Break(device, fault);
            chip.WaitForDuty(Dark, $"{fault}: the output is safe");
            List<(long Time, string What)> events = [.. chip.Events];
            took = events[events.FindIndex(before, one => one.What.StartsWith(Dark))].Time - events[before].Time;
            StatusPacket status = client.Status();
            Assert.AreEqual((true, 0, 0u, 0u), (status.IsRunning, status.Duty, status.ModelFaults, status.OutputFaults), fault);
            if (reason == GuardReason.FrameFailed) chip.Wait(() => client.Status().FailedFrames > 0, $"{fault}: failed frames are counted");
            chip.Break(device, "");
            chip.WaitForDuty(Lit, $"{fault}: the output follows the frames again");
        }
        Assert.IsLessThan(Deadline + UnderWay + Slack, took, fault);
    }

    private static void AssertRunsOn(BoardClient client)
    {
        StatusPacket status = client.Status();
        Assert.AreEqual((true, 0u, 0u), (status.IsRunning, status.ModelFaults, status.OutputFaults));
    }
}
