using EdgeConv.Link;

namespace EdgeConv.Tests.Serial;

/// <summary>docs/serial-frames.md says what the code does, and the pins of the port are free on every board.</summary>
[TestClass]
public sealed class SerialPageTests
{
    private static readonly string s_page = Repository.Text("docs", "serial-frames.md");

    [TestMethod]
    public void PinsOfThePageAreThoseOfTheFirmwareAndFitTheBoards()
    {
        string firmware = Repository.Text("firmware", "EdgeConv.Firmware", "SerialPins.cs");
        Dictionary<string, (int Tx, int Rx)> pins =
            Regex.Matches(firmware, @"board == Board\.(\w+)\) return new SerialPins\(tx: (\d+), rx: (\d+)\)")
            .ToDictionary(m => m.Groups[1].Value, m => (int.Parse(m.Groups[2].Value), int.Parse(m.Groups[3].Value)));
        string[] boards = Directory.GetFiles(Repository.PathOf("hardware", "boards"), "*.json");
        Assert.HasCount(boards.Length, pins);
        foreach (string file in boards)
        {
            JsonElement board = JsonDocument.Parse(File.ReadAllText(file)).RootElement;
            string name = board.GetProperty("name").GetString()!;
            (int tx, int rx) = pins[board.GetProperty("field").GetString()!];
            Assert.Contains($"| {name} | {tx} | {rx} |", s_page);
            Dictionary<string, int> gpios =
                board.GetProperty("headers").EnumerateArray().SelectMany(h => h.GetProperty("pins").EnumerateArray())
                .Select(p => Regex.Match(p.GetString()!, @"^([^=]+)=(\d+)")).Where(match => match.Success)
                .GroupBy(match => match.Groups[1].Value).ToDictionary(g => g.Key, g => int.Parse(g.First().Groups[2].Value));
            int[] free = [.. board.GetProperty("i2c").GetProperty("pins").EnumerateArray().Select(pin => gpios[pin.GetString()!])];
            Assert.Contains(tx, free, $"{name}: TX");
            Assert.Contains(rx, free, $"{name}: RX");
            JsonElement wires = board.GetProperty("wires");
            Assert.AreNotEqual(tx, gpios[wires.GetProperty("PWM").GetString()!]);
            Assert.AreNotEqual(rx, gpios[wires.GetProperty("PWM").GetString()!]);
            bool onBus = ((string[])["SDA", "SCL"]).Select(wire => gpios[wires.GetProperty(wire).GetString()!])
                .Any(gpio => gpio == tx || gpio == rx);
            Assert.AreEqual(name is "ESP32-CAM" or "M5StickC", onBus, name);
        }
    }

    [TestMethod]
    public void TheExampleOfThePageIsAPacket()
    {
        var writer = new PacketWriter(8);
        writer.Begin(PacketKind.Query, 7);
        writer.End();
        Assert.Contains($"on the line `{string.Join(' ', writer.Buffer.Take(writer.Length).Select(value => value.ToString("X2")))}`",
            s_page);
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
}
