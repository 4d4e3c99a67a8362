using EdgeConv.Board;
using EdgeConv.Link;

namespace EdgeConv.Tests.Device;

/// <summary>
/// The unmodified firmware, Main included, on a nanoCLR with nanoFramework's own ESP32 drivers over a stand-in for ESP-IDF, where
/// docs/tests-on-nanoclr.md says that one is. Its log shows what the pins, the PWM unit and the buses were told.
/// </summary>
internal sealed class FirmwareOnEsp32 : IDisposable
{
    private const int Seconds = 20;

    private readonly TestFolder _folder = new();
    private readonly string _interpreter;
    private readonly IReadOnlyList<string> _files;
    private Process? _process;

    private FirmwareOnEsp32(string interpreter, IReadOnlyList<string> files)
    {
        _interpreter = interpreter;
        _files = files;
        // 22 degC, and a warm spot of 30.
        _folder.Put("amg88xx", [.. Enumerable.Range(0, 64).SelectMany(i =>
            BitConverter.GetBytes((short)(i / 8 is >= 2 and <= 4 && i % 8 is >= 3 and <= 5 ? 120 : 88)))]);
    }

    private string Log => File.Exists(_folder.File("esp.log")) ? File.ReadAllText(_folder.File("esp.log")) : "";

    private string Serial => _folder.File("com2");

    /// <summary>Adds the checks, or one that says why there are none.</summary>
    internal static void AddChecks(Dictionary<string, Action> checks, DeviceBuild build, Toolchain tools)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string interpreter = Environment.GetEnvironmentVariable("NANOCLR_ESP32") is { Length: > 0 } named ? named
            : Path.Combine(home, ".nanoframework", "nanoCLR-esp32");
        if (!File.Exists(interpreter))
        {
            checks.Add("skipped: nanoCLR-esp32 not found", () => Assert.Inconclusive("nanoCLR-esp32 not found"));
            return;
        }
        var files = new Lazy<IReadOnlyList<string>>(() => tools.PeFiles(build.Compile(
            ProjectFile.Load(Repository.PathOf("firmware", "EdgeConv.Firmware", "EdgeConv.Firmware.nfproj"))).Path));
        void Add(string name, Action<FirmwareOnEsp32> check) => checks.Add(name, () =>
        {
            using var board = new FirmwareOnEsp32(interpreter, files.Value);
            check(board);
        });
        Add("the firmware on ESP32 drivers: pins, first duty, and its link, through a restart", board => board.StartsAndIsCommanded());
        Add("the firmware on ESP32 drivers: no sensor keeps the output safe", board => board.StaysSafeWithoutASensor());
    }

    public void Dispose()
    {
        Stop();
        _folder.Dispose();
    }

    private void StartsAndIsCommanded()
    {
        Start(hasSensor: true);
        BoardLine line = Open();
        var client = new BoardClient(line, TimeSpan.FromSeconds(5), CancellationToken.None);
        BoardDescription board = client.DescribeSettled();
        Assert.AreEqual(("ESP32-DevKitC", "strokes"), (board.Name, board.Model));
        // What the drivers were told first: the timer, then the pin at the safe duty, then the buses at their pins.
        string[] log = Log.Split('\n');
        Assert.Contains("ledc_timer_config speed 0, timer 0, 16 bits, 1000 Hz", log[0]);
        Assert.Contains("ledc_channel_config pin 18, speed 0, channel 0, timer 0, duty 0", log[1]);
        Assert.Contains("pin 18: pwm 1000 Hz, duty 0/65536", log[2]);
        Assert.Contains("uart_set_pin 1: TX 25, RX 26", Log);
        Assert.Contains("i2c_param_config bus 0: SDA 21, SCL 22, 400000 Hz", Log);
        Assert.Contains("i2c bus 0, address 0x69: write 00 00", Log);
        Wait(() => Log.Contains("pin 18: pwm 1000 Hz, duty 65536/65536"), "the LED follows the warm spot");
        using (var stream = new StepStream(client, board, 1))
        {
            StepPacket step = stream.Steps(3).Last();
            // The emulated sensor's last bits flicker.
            Assert.IsInRange(118, 122, (int)step.Frame[19]);
            sbyte[] input = new sbyte[64], output = new sbyte[3];
            new Preprocessor(board.Frames, board.Input).MinMaxRange(32).Run(step.Frame, input);
            new EdgeConv.Firmware.StrokesModel().Invoke(input, output);
            CollectionAssert.AreEqual(output, step.Output);
        }
        Assert.AreEqual(Acceptance.Now, client.Set(["output1.map=1000:2000"]));
        Wait(() => Log.TrimEnd().Split('\n').Last(l => l.Contains("pin 18:")).Contains("duty 0/65536"), "the new map is in effect");
        string refusal = Assert.ThrowsExactly<UserException>(() => client.Set(["output1.hz=50"])).Message;
        Assert.Contains("duty: 10000 comes out wrong below 152 Hz", refusal);
        Assert.AreEqual(Acceptance.AfterRestart, client.Set(["output1.kind=servo", "output1.map=15:80", "output1.pin=19"]));
        client.Save();
        StatusPacket status = client.Status();
        Assert.AreEqual((true, 0u, 0u, 0u), (status.IsRunning, status.FailedFrames, status.ModelFaults, status.OutputFaults));
        line.Dispose();
        // The power goes and comes back.
        Stop();
        File.Delete(_folder.File("esp.log"));
        Start(hasSensor: true);
        Wait(() => Log.Contains("pin 19: pwm 50 Hz, duty "), "a servo at GPIO 19");
        log = Log.Split('\n');
        Assert.Contains("19 bits, 50 Hz", log[0]);
        // 750/10000 of 2^19, a servo's middle.
        Assert.Contains("pin 19: pwm 50 Hz, duty 39321/524288", log[2]);
        Wait(() => Log.Contains("duty 52428/524288"), "the servo follows the warm spot");
    }

    private void StaysSafeWithoutASensor()
    {
        Start(hasSensor: false);
        using BoardLine line = Open();
        var client = new BoardClient(line, TimeSpan.FromSeconds(5), CancellationToken.None);
        StatusPacket status = client.Status();
        Assert.AreEqual((false, 0), (status.IsRunning, status.Duty));
        Wait(() => Log.Contains("address 0x68"), "both sensors are tried");
        Assert.DoesNotContain("duty 65536/65536", Log);
    }

    private void Start(bool hasSensor)
    {
        var info = new ProcessStartInfo(_interpreter) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string file in _files) info.ArgumentList.Add(file);
        info.Environment["NANOCLR_HEAP"] = "110000";
        info.Environment["NANOCLR_ESP_LOG"] = _folder.File("esp.log");
        info.Environment["NANOCLR_STORAGE"] = Directory.CreateDirectory(_folder.File("drive")).FullName;
        info.Environment["NANOCLR_COM2"] = Serial;
        if (hasSensor) info.Environment["NANOCLR_I2C"] = $"105:{_folder.File("amg88xx")}~";
        _process = Process.Start(info)!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Wait(() => Log.Contains("uart_driver_install"), "the firmware starts");
    }

    private void Stop()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill(true);
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    private BoardLine Open()
    {
        Wait(() => File.Exists(Serial), "the serial port is there");
        return BoardAddress.Open(Serial, 115200);
    }

    private void Wait(Func<bool> condition, string what)
    {
        var time = Stopwatch.StartNew();
        while (!condition())
        {
            if (time.Elapsed.TotalSeconds > Seconds) Assert.Fail($"not within {Seconds} s: {what}\n{Log}");
            Thread.Sleep(20);
        }
    }
}
