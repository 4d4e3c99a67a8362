using EdgeConv.Board;
using EdgeConv.Link;

namespace EdgeConv.Tests.Device;

/// <summary>
/// A nanoCLR with nanoFramework's own ESP32 drivers over a stand-in for ESP-IDF, and what is connected to it: sensors that are files, a
/// serial line, a drive that is a folder. Its log shows what the pins, the PWM unit and the buses were told.
/// </summary>
internal sealed class Esp32Board : IDisposable
{
    /// <summary>An ESP32's heap, the smallest that is known.</summary>
    public const int DefaultHeap = 110_000;

    /// <summary>The thermal sensor, with a warm spot that strokes takes for a stroke: 22 degC, and 30.</summary>
    public const string Camera = "amg88xx";

    /// <summary>The accelerometer, shaken.</summary>
    public const string Accelerometer = "shaken.mpu";

    /// <summary>The thermal camera on I2C: 832 words of its EEPROM and 832 of its RAM.</summary>
    public const string Thermal = "mlx90640.mlx";

    /// <summary>The camera on SPI: its identity, and 128 rows of 128 gray pixels.</summary>
    public const string Mega = "arducam.mega";

    /// <summary>A fault of the I2C bus: every transfer ends after the driver's second.</summary>
    public const string Hang = "hang";

    // The pin that selects the camera, by the firmware's defaults for this board.
    private const int CameraSelect = 21;

    // Under an emulator, beside other tests.
    private const int Seconds = 30;

    private readonly TestFolder _folder = new();
    private readonly string _interpreter, _address;
    private readonly IReadOnlyList<string> _files;
    private readonly int _heap;
    private readonly List<string> _output = [];
    private Process? _process;

    /// <summary>A board without power, and without sensors.</summary>
    /// <param name="interpreter">The nanoCLR.</param>
    /// <param name="files">What is deployed: .pe files, dependencies first.</param>
    /// <param name="heap">Bytes of the managed heap.</param>
    /// <param name="address">Its address in the network.</param>
    public Esp32Board(string interpreter, IReadOnlyList<string> files, int heap = DefaultHeap, string address = "127.0.0.1")
    {
        _interpreter = interpreter;
        _files = files;
        _heap = heap;
        _address = address;
        Directory.CreateDirectory(_folder.File("drive"));
    }

    /// <summary>The nanoCLR with ESP32 drivers, where docs/tests-on-nanoclr.md says that it is; null if it is not there.</summary>
    public static string? Interpreter
    {
        get
        {
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            string path = Environment.GetEnvironmentVariable("NANOCLR_ESP32") is { Length: > 0 } named ? named
                : Path.Combine(home, ".nanoframework", "nanoCLR-esp32");
            return File.Exists(path) ? path : null;
        }
    }

    /// <summary>What the drivers were told since the last start: microseconds since then, what.</summary>
    public IReadOnlyList<(long Time, string What)> Events
    {
        get
        {
            if (!File.Exists(_folder.File("esp.log"))) return [];
            using var stream = new FileStream(_folder.File("esp.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            string[] lines = new StreamReader(stream).ReadToEnd().Split('\n');
            // The last one may be half written.
            return [.. lines[..^1].Select(line => line.TrimStart().Split(' ', 2)).Select(parts => (long.Parse(parts[0]), parts[1]))];
        }
    }

    /// <summary>The same as text, a line each.</summary>
    public string Log => string.Join('\n', Events.Select(one => one.What));

    /// <summary>What the program printed since the last start.</summary>
    public IReadOnlyList<string> Output
    {
        get
        {
            lock (_output) return [.. _output];
        }
    }

    /// <summary>The serial port at the other end of the line.</summary>
    public string Serial => _folder.File("com2");

    /// <summary>A folder for what the computer keeps.</summary>
    public TestFolder Files => _folder;

    /// <summary>Connects a sensor, or lets the bus hang.</summary>
    public void Plug(string device) => Put(device, device switch
    {
        Camera => Pixels(i => i / 8 is >= 2 and <= 4 && i % 8 is >= 3 and <= 5 ? 120 : 88),
        Accelerometer => [.. Enumerable.Range(0, 50).SelectMany(i => Sample(i % 10 < 5 ? 16000 : -16000, 300 * i, 16384))],
        _ => [],
    });

    /// <summary>Connects a sensor with this content.</summary>
    public void Plug(string device, byte[] content) => Put(device, content);

    /// <summary>Gives a sensor a fault, or takes it away where the name is empty.</summary>
    public void Break(string device, string fault) => Put(device + ".fault", Encoding.ASCII.GetBytes(fault));

    /// <summary>Returns true if the nanoCLR has stand-ins for these sensors.</summary>
    public static bool Knows(string interpreter, params string[] devices)
    {
        using Process process = Process.Start(new ProcessStartInfo(interpreter, "--devices")
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string[] known = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries);
        process.WaitForExit();
        return devices.All(device => known.Contains(Path.GetExtension(device)));
    }

    /// <summary>Disconnects it again.</summary>
    public void Unplug(string device) => File.Delete(_folder.File(device));

    /// <summary>Shows the thermal sensor something else: quarters of a degree, pixel by pixel.</summary>
    public void Show(Func<int, int> pixel) => Put(Camera, Pixels(pixel));

    /// <summary>Writes a file of settings as the firmware does; KEY=VALUE each.</summary>
    public void Save(params string[] settings)
    {
        byte[] number = [1, 0, 0, 0], lines = Encoding.ASCII.GetBytes(string.Concat(settings.Select(line => line + "\n")));
        uint crc = Crc32.Append(Crc32.Append(0, number, 0, 4), lines, 0, lines.Length);
        _folder.Put("drive/settings-a.txt", [.. number, .. BitConverter.GetBytes(crc), .. lines]);
    }

    /// <summary>The power comes: returns when the firmware has opened its serial port, or told a driver something else.</summary>
    public void Start(string last = "uart_driver_install")
    {
        File.Delete(_folder.File("esp.log"));
        var info = new ProcessStartInfo(_interpreter) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string file in _files) info.ArgumentList.Add(file);
        info.Environment["NANOCLR_HEAP"] = $"{_heap}";
        info.Environment["NANOCLR_ESP_LOG"] = _folder.File("esp.log");
        info.Environment["NANOCLR_STORAGE"] = _folder.File("drive");
        info.Environment["NANOCLR_COM2"] = Serial;
        info.Environment["NANOCLR_NET_ADDRESS"] = _address;
        info.Environment["NANOCLR_WIFI"] = "home:secret";
        info.Environment["NANOCLR_I2C_DOWN"] = _folder.File(Hang);
        info.Environment["NANOCLR_I2C"] = $"0x69:{_folder.File(Camera)}~,0x68:{_folder.File(Accelerometer)}" +
            $",0x33:{_folder.File(Thermal)}";
        info.Environment["NANOCLR_SPI"] = $"{CameraSelect}:{_folder.File(Mega)}";
        _process = Process.Start(info)!;
        lock (_output) _output.Clear();
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Wait(() => Log.Contains(last), "the firmware starts");
    }

    /// <summary>The power goes.</summary>
    public void CutPower()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill(true);
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Waits until the chip restarts itself, which ends the interpreter; the next start is that of the chip.</summary>
    public void WaitForRestart()
    {
        Wait(() => _process!.HasExited, "the chip restarts");
        Assert.AreEqual(0, _process!.ExitCode);
        CutPower();
    }

    /// <summary>Opens the serial line.</summary>
    public BoardLine Open()
    {
        Wait(() => File.Exists(Serial), "the serial port is there");
        return BoardAddress.Open(Serial, 115200);
    }

    /// <summary>Asks over a line.</summary>
    public static BoardClient Client(BoardLine line) => new(line, TimeSpan.FromSeconds(8), CancellationToken.None);

    /// <summary>Does something, and says what the program printed last where the line to it is lost.</summary>
    public void Try(string what, Action action)
    {
        try
        {
            action();
        }
        catch (UserException e)
        {
            bool hasEnded = _process!.WaitForExit(1000);
            Assert.Fail($"{what}: {e.Message} ({(hasEnded ? $"exit code {_process.ExitCode}" : "runs on")})\n" +
                string.Join('\n', Output.TakeLast(20)));
        }
    }

    /// <summary>Waits for what must come.</summary>
    public void Wait(Func<bool> condition, string what)
    {
        var time = Stopwatch.StartNew();
        while (!condition())
        {
            string Last() => string.Join('\n', Events.TakeLast(60).Select(one => $"{one.Time} {one.What}"));
            if (time.Elapsed.TotalSeconds > Seconds) Assert.Fail($"not within {Seconds} s: {what}\n{Last()}");
            Thread.Sleep(20);
        }
    }

    /// <summary>Waits until a pin has a duty, e.g. "pin 18: pwm 1000 Hz, duty 0/", as the newest one.</summary>
    public void WaitForDuty(string duty, string what) =>
        Wait(() => Events.LastOrDefault(one => one.What.StartsWith("pin ")).What?.StartsWith(duty) == true, what);

    public void Dispose()
    {
        CutPower();
        _folder.Dispose();
    }

    // At once: the interpreter reads the file at each transfer.
    private void Put(string name, byte[] bytes)
    {
        string part = _folder.Put(name + ".part", bytes);
        File.Move(part, _folder.File(name), true);
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output) _output.Add(line.Data?.TrimEnd('\r') ?? "");
    }

    private static byte[] Pixels(Func<int, int> pixel) =>
        [.. Enumerable.Range(0, 64).SelectMany(i => BitConverter.GetBytes((short)pixel(i)))];

    private static byte[] Sample(params int[] axes) => [.. axes.SelectMany(axis => (byte[])[(byte)(axis >> 8), (byte)axis])];
}
