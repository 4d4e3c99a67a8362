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
}
