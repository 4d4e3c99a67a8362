using EdgeConv.Board;
using EdgeConv.Firmware;
using EdgeConv.Firmware.Fakes;
using EdgeConv.Link;
using File = System.IO.File;

namespace EdgeConv.Tests.Firmware;

/// <summary>docs/link.md says what the code does, and the pins of the port are free on every board.</summary>
[TestClass]
public sealed class LinkPageTests
{
    private static readonly string s_page = Repository.Text("docs", "link.md");

    [TestMethod]
    public void PinsOfThePageAreThoseOfTheFirmwareAndFitTheBoards()
    {
        string firmware = Repository.Text("firmware", "EdgeConv.Firmware", "SerialPins.cs");
        Dictionary<string, (int Tx, int Rx)> pins =
            Regex.Matches(firmware, @"board == Board\.(\w+)\) return new SerialPins\(tx: (\d+), rx: (\d+)\)")
            .ToDictionary(m => m.Groups[1].Value, m => (int.Parse(m.Groups[2].Value), int.Parse(m.Groups[3].Value)));
        Assert.HasCount(BoardFiles.All.Count, pins);
        foreach (BoardFile board in BoardFiles.All)
        {
            (int tx, int rx) = pins[board.Field];
            Assert.Contains($"| {board.Name} | {tx} | {rx} |", s_page);
            int[] free = [.. board.Pins.Where(pin => board.I2c.Pins.Contains(pin.Name)).Select(pin => pin.Gpio!.Value)];
            foreach (int pin in (int[])[tx, rx])
            {
                Assert.Contains(pin, free, board.Name);
                Assert.AreNotEqual(board.PinOf("PWM").Gpio, pin, board.Name);
            }
            bool onBus = ((string[])["SDA", "SCL"]).Any(wire => board.PinOf(wire).Gpio == tx || board.PinOf(wire).Gpio == rx);
            Assert.AreEqual(board.Name is "ESP32-CAM" or "M5StickC", onBus, board.Name);
        }
    }

    [TestMethod]
    public void PinsOfACameraAreThoseOfThePageAndFree()
    {
        string firmware = Repository.Text("firmware", "EdgeConv.Firmware", "SpiPins.cs");
        MatchCollection found = Regex.Matches(firmware,
            @"board == Board\.(\w+)\) return new SpiPins\(sck: (\d+), miso: (\d+), mosi: (\d+), cs: (\d+)\)");
        Assert.HasCount(BoardFiles.All.Count(board => board.Spi is not null), found);
        foreach (Match one in found)
        {
            BoardFile board = BoardFiles.All.Single(known => known.Field == one.Groups[1].Value);
            int[] pins = [.. one.Groups.Values.Skip(2).Select(group => int.Parse(group.Value))];
            Assert.Contains($"| {board.Name} | {string.Join(" | ", pins)} |", s_page);
            CollectionAssert.AreEqual(BoardFileReader.SpiWires.Select(wire => board.PinOf(wire).Gpio!.Value).ToArray(), pins, board.Name);
            int[] free = [.. board.Pins.Where(pin => board.Pwm.Pins.Contains(pin.Name)).Select(pin => pin.Gpio!.Value)];
            Assert.HasCount(4, pins.Except([board.PinOf("PWM").Gpio!.Value]).Intersect(free), board.Name);
            var settings = new Settings();
            settings.SetLines($"board={board.Name}\nsensor=arducam-mega");
            if (board.Name != "XIAO ESP32C3") PinCheck.Check(settings, board.Chip.Replace('-', '_'));
            else Assert.ThrowsExactly<ArgumentException>(() => PinCheck.Check(settings, board.Chip.Replace('-', '_')));
        }
    }

    [TestMethod]
    public void TheExampleOfThePageIsAPacket()
    {
        var writer = new PacketWriter(8);
        writer.Begin(PacketKind.Query, 7);
        writer.End();
        string bytes = string.Join(' ', writer.Buffer.Take(writer.Length).Select(value => value.ToString("X2")));
        Assert.Contains($"on the line `{bytes}`", s_page);
    }

    [TestMethod]
    public void SizesOfThePageAreThoseOfPackets()
    {
        foreach ((int side, string size) in new[] { (8, "83 bytes"), (32, "1,047 bytes") })
        {
            var format = new FrameFormat(side, side, 1, 0, 255);
            var writer = new PacketWriter(FramePacket.MaxBytes(format));
            // Without zeros, the most a packet takes.
            FramePacket.Write(writer, 0, format, [.. Enumerable.Repeat((short)5, format.Length)]);
            Assert.Contains($"{writer.Length:#,0} bytes", size);
            Assert.Contains(size, s_page);
        }
    }

    [TestMethod]
    public void ThePageHasEverySettingAndWhenItTakesEffect()
    {
        string[] rows = [.. s_page.Split('\n').Where(line => line.StartsWith("| `")
            && (line.EndsWith("restart |") || line.EndsWith("at once |")))];
        for (int i = 0; i < Settings.Count; i++)
        {
            string key = Settings.KeyOf(i);
            string row = rows.Single(line => line.Split('|')[1].Contains($"`{key}`"));
            bool isNow = SettingTable.Row(i).EndsWith("|now");
            Assert.Contains(isNow ? "| at once |" : "| after a restart |", row, key);
        }
    }

    [TestMethod]
    public void ThePageHasEveryKindOfPacket()
    {
        foreach (FieldInfo kind in typeof(PacketKind).GetFields())
            Assert.Contains($"\n| {kind.GetRawConstantValue()} ", s_page, kind.Name);
    }

    [UnixTest(program: "python3")]
    public void TheProgramOfThePageSpeaksWithABoard()
    {
        using var folder = new TestFolder();
        string keys = folder.File("keys");
        string source = Regex.Match(s_page, "```python\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        string program = folder.Put("client.py", source);
        using ListeningBoard board =
            ListeningBoard.Start("tcp://127.0.0.1:0", new VirtualBoardParts { Frame = RecordedSensor.Default().Look }, keys);
        (string host, int port) = BoardAddress.Parse(board.Address);
        string key = File.ReadAllText(keys).Split(' ')[1];
        using (BoardLine line = BoardAddress.Open(board.Address, 0, keys))
            new BoardClient(line, TimeSpan.FromSeconds(5), CancellationToken.None).DescribeRunning();
        (int code, string output, string error) = ChildProcess.Run(folder.Folder, "python3", [program, host, $"{port}", key]);
        Assert.AreEqual(0, code, error);
        const string Said = @"^board ESP32-DevKitC\n(frame \d+ duty \d+ (active|safe)\n){3}output1\.map=10:90\n";
        Assert.MatchesRegex(Said + "$", output);
        byte[] model = EcmFile.Write(Pipeline.ForBoard(ModelFile.Open(Repository.PathOf("examples", "digits.json")))).Bytes;
        string file = folder.Put("model.ecm", model);
        (code, output, error) = ChildProcess.Run(folder.Folder, "python3", [program, host, $"{port}", key, file]);
        Assert.AreEqual(0, code, error);
        Assert.MatchesRegex(Said + @"slot a on trial\n$", output);
        model[^1] ^= 1;
        file = folder.Put("model.ecm", model);
        (code, _, error) = ChildProcess.Run(folder.Folder, "python3", [program, host, $"{port}", key, file]);
        Assert.AreEqual(1, code);
        Assert.Contains("refused: the model is damaged", error);
        (code, _, error) = ChildProcess.Run(folder.Folder, "python3", [program, host, $"{port}", new string('0', 64)]);
        Assert.AreEqual(1, code);
        Assert.Contains("the board has closed the connection", error);
    }
}
