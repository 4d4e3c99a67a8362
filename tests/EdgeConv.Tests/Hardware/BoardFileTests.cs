using EdgeConv.Hardware;

namespace EdgeConv.Tests.Hardware;

/// <summary>The files of hardware/boards hold together, and one that does not is refused in one line.</summary>
[TestClass]
public sealed class BoardFileTests
{
    private static readonly string s_text = Repository.Text("hardware", "boards", "esp32-devkitc.json");

    [TestMethod]
    public void EveryValueSaysWhereItComesFrom()
    {
        foreach (BoardFile board in BoardFiles.All)
        {
            List<string> sources = [board.Megahertz.Source, board.I2c.Source, board.Pwm.Source, board.ReservedSource, board.HeadersSource];
            if (board.Spi is { } spi) sources.Add(spi.Source);
            foreach (BoardTarget of in board.Targets)
                sources.AddRange([of.FlashBytes.Source, of.DeploymentBytes.Source, of.StorageBytes.Source, of.HeapBytes.Source,
                    of.LargestArrayBytes.Source, of.WifiBytes!.Source, of.IlNanoseconds.Source,
                    (of.StockMegahertz ?? board.Megahertz).Source]);
            foreach (string source in sources) Assert.IsGreaterThan(15, source.Length, $"{board.Name}: {source}");
        }
    }

    [TestMethod]
    public void NamesOfModulesHoldNoCommaForTheyStandInLists() => Assert.DoesNotContain(
        ",", string.Concat(BoardFiles.Targets.Select(known => known.Board.Name + known.Target.Name + known.Target.Title)));

    [TestMethod]
    public void BitsOfTheDutyAreThoseOfTheSimulator()
    {
        foreach (BoardFile board in BoardFiles.All)
        {
            Assert.HasCount(5, board.Pwm.BitsAtHertz);
            foreach ((int hertz, int bits) in board.Pwm.BitsAtHertz)
                Assert.AreEqual(bits, new PwmModel(hertz, board.Pwm.CounterBits, new VirtualClock()).Bits,
                    $"{board.Name} at {hertz} Hz");
        }
    }

    [TestMethod]
    public void BoardsWithTheSameChipSayTheSameOfIt()
    {
        foreach (IGrouping<string, BoardFile> chip in BoardFiles.All.GroupBy(board => board.Chip))
        {
            Assert.ContainsSingle(chip.Select(board => (board.Pwm.CounterBits, board.Pwm.ClockHertz, board.Megahertz,
                string.Join(' ', board.Pwm.Functions), string.Join(' ', board.I2c.Functions))).Distinct());
            // What a chip has built in is not free on one board and taken on another: what no board calls usable stays so.
            foreach (BoardFile board in chip)
            {
                int[] taken = [.. board.Reserved.Where(of => !of.Allows.Contains("pwm")).SelectMany(of => GpioList.Parse(of.Gpios))];
                foreach (HeaderPin pin in board.Pins.Where(pin => board.Pwm.Pins.Contains(pin.Name)))
                    Assert.DoesNotContain(pin.Gpio!.Value, taken, $"{board.Name} {pin.Name}");
            }
        }
    }

    [TestMethod]
    public void FunctionNumbersAreThoseOfNanoFramework()
    {
        // DeviceFunction: type (1 SPI, 2 I2C, 4 PWM) in the third byte, index in the second, pin in the first.
        foreach (BoardFile board in BoardFiles.All)
        {
            foreach ((string name, int number) in board.Pwm.Functions)
                Assert.AreEqual((4 << 16) + (int.Parse(name["PWM".Length..]) << 8), number, name);
            foreach ((string name, int number) in board.I2c.Functions)
                Assert.AreEqual((2 << 16) + ((name[3] - '0') << 8) + (name.EndsWith("CLOCK") ? 1 : 0), number, name);
            foreach ((string name, int number) in board.Spi?.Functions ?? new Dictionary<string, int>())
                Assert.AreEqual((1 << 16) + (1 << 8) + Array.IndexOf(["SPI1_MOSI", "SPI1_MISO", "SPI1_CLOCK"], name), number, name);
        }
    }

    [TestMethod]
    public void FlashHoldsItsParts()
    {
        foreach ((_, BoardTarget target) in BoardFiles.Targets)
        {
            Assert.IsLessThan(target.FlashBytes.Min, target.DeploymentBytes.Max + target.StorageBytes.Max, target.Name);
            Assert.IsLessThan(target.HeapBytes.Min, target.LargestArrayBytes.Min, target.Name);
        }
    }

    [TestMethod]
    [DataRow("\"SDA\": \"IO21\"", "\"SDA\": \"IO20\"", "wires: SDA is IO20, which no header has")]
    [DataRow("\"SDA\": \"IO21\"", "\"SDA\": \"IO34\"", "wires: SDA is IO34, which is not among the pins of i2c")]
    [DataRow("\"SDA\": \"IO21\"", "\"SDA\": \"IO22\"", "wires: SDA, SCL and PWM must be three different pins")]
    [DataRow("\"PWM\": \"IO18\"", "\"PWM\": \"IO14\"", "wires: PWM is IO14, which is not among the pins of pwm")]
    [DataRow("\"PWM3\": \"IO4\"", "\"PWM3\": \"IO18\"", "wires: PWM3 must have a pin of its own")]
    [DataRow("\"PWM3\": \"IO4\"", "\"PWM3\": \"IO34\"", "wires: PWM3 is IO34, which is not among the pins of pwm")]
    [DataRow("\"CS\": \"IO21\"", "\"CS\": \"IO5\"", "wires: CS is IO5, which is not among the pins of spi")]
    [DataRow("\"CS\": \"IO21\"", "\"CS\": \"IO18\"", "wires: SCK, MISO, MOSI, CS and PWM must be five different pins")]
    [DataRow(", \"CS\": \"IO21\"", "", "wires: give each of 3V3, GND, 5V, SDA, SCL, PWM, SCK, MISO, MOSI, CS")]
    [DataRow("\"SPI1_CLOCK\"", "\"SPI2_CLOCK\"", "spi: the firmware uses bus 1")]
    [DataRow("\"IO19\", \"IO18\", \"IO4\"]", "\"IO19\", \"IO18\", \"IO2\"]", "pwm: IO2 is reserved (read at reset: boot mode)")]
    [DataRow("\"IO21=21\"", "\"IO21=22\"", "occurs twice")]
    [DataRow("\"IO21=21\"", "\"IO21=x\"", "must have the form \"NAME\" or \"NAME=GPIO\"")]
    [DataRow("\"gpios\": \"6-11\"", "\"gpios\": \"6..11\"", "must be numbers and ranges")]
    [DataRow("\"counterBits\": 20", "\"counterBits\": 64", "counterBits 64 is not in 8..20")]
    [DataRow("\"counterBits\": 20", "\"counterBits\": \"20\"", "line 32, pwm.counterBits: the value has the wrong type")]
    [DataRow("\"function\": \"PWM1\"", "\"function\": \"PWM9\"", "PWM9 is not one of its functions")]
    [DataRow("\"value\": 4194304,", "\"value\": 4194304, \"low\": 5,", "a value or a range")]
    [DataRow("\"value\": 4194304,", "\"value\": -1,", "a value or a range")]
    [DataRow("\"value\": 4194304,", "\"value\": 1e300,", "a value or a range")]
    [DataRow("\"stockMegahertz\": { \"value\": 160", "\"stockMegahertz\": { \"value\": 80", "stockMegahertz: give a value within")]
    [DataRow("\"value\": 160", "\"low\": 160, \"high\": 200", "esp32: stockMegahertz: give a value within megahertz")]
    [DataRow("\"measured\": null", "\"measured\": 0", "ilNanoseconds: give a measured time above 0 or null")]
    [DataRow("\"maker\": \"Espressif\",", "", "it lacks maker")]
    [DataRow("\"maker\": \"Espressif\",", "\"maker\": Espressif,", "the JSON is invalid; a comma, quote or bracket is missing there")]
    [DataRow("\"maker\": \"Espressif\",", "\"maker\": null,", "maker: the value must not be null")]
    [DataRow("\"maker\": \"Espressif\",", "\"maker\": \"a\", \"maker\": \"b\",", "the field 'maker' occurs twice")]
    [DataRow("\"maker\": \"Espressif\",", "\"maker\": \"a\", \"colour\": \"red\",", "a board file has no field 'colour'")]
    [DataRow("\"field\": \"Esp32DevKitC\"", "\"field\": \"A = null; //\"", "a C# name")]
    [DataRow("\"side\": \"right\"", "\"side\": \"left\"", "headers: give one or two")]
    public void AContradictionIsOneLine(string from, string to, string message)
    {
        Assert.Contains(from, s_text);
        string said = Refusal(s_text.Replace(from, to));
        Assert.StartsWith("mine.json", said);
        Assert.Contains(message, said);
        Assert.DoesNotContain("\n", said);
        Assert.DoesNotContain("EdgeConv", said);
    }

    [TestMethod]
    public void DamageNeverEndsInAnythingElse()
    {
        byte[] whole = Encoding.UTF8.GetBytes(s_text);
        Random dice = new(1);
        int refused = 0;
        for (int i = 0; i < 3000; i++)
        {
            byte[] damaged = [.. whole];
            for (int hit = dice.Next(1, 6); hit > 0; hit--) damaged[dice.Next(damaged.Length)] = (byte)dice.Next(256);
            if (dice.Next(4) == 0) damaged = damaged[..dice.Next(damaged.Length)];
            try
            {
                BoardFileReader.Parse("mine.json", Encoding.UTF8.GetString(damaged));
            }
            catch (UserException failure)
            {
                refused++;
                Assert.DoesNotContain("\n", failure.Message);
            }
        }
        Assert.IsGreaterThan(1000, refused);
    }

    [TestMethod, DataRow(""), DataRow("null"), DataRow("[]"), DataRow("{}"), DataRow("\"esp32\"")]
    public void OtherTextsAreNoBoardFile(string text) => Assert.Contains("is not a valid board file", Refusal(text));

    [TestMethod]
    public void FilesThatAreNotThereOrEndlessAreRefused()
    {
        using TestFolder folder = new();
        string Opened(string file) => Assert.ThrowsExactly<UserException>(() => BoardFiles.Open(file)).Message;
        Assert.Contains("missing.json: there is no such file", Opened("missing.json"));
        Assert.Contains("there is no such board; give esp32-devkitc", Opened("avr"));
        Assert.Contains("longer than 256 KB", Opened(folder.Put("long.json", new string('[', 300_000))));
        Assert.Contains("is not a valid board file", Opened(folder.Put("long.json", new string('[', 100_000))));
    }

    private static string Refusal(string text) =>
        Assert.ThrowsExactly<UserException>(() => BoardFileReader.Parse("mine.json", text)).Message;
}
