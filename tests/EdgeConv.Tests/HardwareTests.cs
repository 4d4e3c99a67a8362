using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeConv.Tests;

/// <summary>Holds hardware/ and the firmware's Board.cs to each other, and the pins to the chips.</summary>
[TestClass]
public sealed class HardwareTests
{
    private sealed record Pins(string Board, int Sda, int Scl, int Pwm, string Function);

    [TestMethod]
    public void TablesNameThePinsOfTheFirmware()
    {
        Pins[] firmware = FirmwareBoards();
        Assert.HasCount(4, firmware);
        Assert.AreEqual(string.Join("\n", firmware.Select(board => board.ToString())), string.Join("\n", TableBoards().Select(board => board.ToString())));
    }

    [TestMethod]
    public void PictureNamesThePinsOfTheFirmware()
    {
        string svg = File.ReadAllText(Path.Combine(SolutionTests.Root, "hardware", "wiring.svg"));
        foreach (Pins board in FirmwareBoards())
            Assert.MatchesRegex($@">{Regex.Escape(board.Board)}</text><text[^>]*>GPIO {board.Sda}( \(D\d+\))?</text><text[^>]*>GPIO {board.Scl}( \(D\d+\))?</text><text[^>]*>GPIO {board.Pwm}( \(D\d+\))?</text>", svg);
    }

    [TestMethod]
    public void ReadmeNamesThePinsOfTheFirmware()
    {
        string[] lines = File.ReadAllLines(Path.Combine(SolutionTests.Root, "README.md"));
        foreach (Pins board in FirmwareBoards())
            Assert.Contains(line => line.StartsWith('|') && line.Contains(board.Board) && line.Contains($"| {board.Sda} | {board.Scl} | {board.Pwm} |"), lines, board.Board);
    }

    [TestMethod]
    public void PinsAreSafe()
    {
        Dictionary<string, HashSet<int>> taken = Rows("| Chip |").ToDictionary(cells => cells[0], cells => cells.Skip(1).SelectMany(Numbers).ToHashSet());
        Assert.HasCount(3, taken);
        foreach (Pins board in FirmwareBoards())
        {
            string chip = board.Board.Contains("S3") ? "ESP32-S3" : board.Board.Contains("C3") ? "ESP32-C3" : "ESP32";
            int[] pins = [board.Sda, board.Scl, board.Pwm];
            Assert.HasCount(3, pins.Distinct().ToArray(), board.Board);
            foreach (int pin in pins) Assert.DoesNotContain(pin, taken[chip], $"GPIO {pin} of {board.Board}");
            Assert.MatchesRegex("^PWM[1-6]$", board.Function);
        }
    }

    [TestMethod]
    public void BillOfMaterialsCountsEveryItem()
    {
        string[] lines = File.ReadAllLines(Path.Combine(SolutionTests.Root, "hardware", "bill-of-materials.csv"));
        Assert.AreEqual("item,quantity,needed for,part,note", lines[0]);
        foreach (string line in lines.Skip(1))
        {
            string[] cells = Regex.Split(line, ",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");
            Assert.HasCount(5, cells, line);
            Assert.IsGreaterThan(0, int.Parse(cells[1], CultureInfo.InvariantCulture), line);
        }
    }

    private static Pins[] FirmwareBoards() =>
    [
        .. Regex.Matches(
            File.ReadAllText(Path.Combine(SolutionTests.Root, "firmware", "EdgeConv.Firmware", "Board.cs")),
            @"new Board\(""(?<name>[^""]+)"", sda: (?<sda>\d+), scl: (?<scl>\d+), pwm: (?<pwm>\d+), DeviceFunction\.(?<function>\w+)\)")
            .Select(match => new Pins(match.Groups["name"].Value, Number(match.Groups["sda"].Value), Number(match.Groups["scl"].Value), Number(match.Groups["pwm"].Value), match.Groups["function"].Value)),
    ];

    private static IEnumerable<Pins> TableBoards() =>
        Rows("| Board |").Select(cells => new Pins(cells[0], Number(cells[1]), Number(cells[2]), Number(cells[3]), cells[4]));

    /// <summary>The cells of the table in hardware/README.md whose first line begins so, without its head.</summary>
    private static IEnumerable<string[]> Rows(string head) =>
        File.ReadLines(Path.Combine(SolutionTests.Root, "hardware", "README.md"))
            .SkipWhile(line => !line.StartsWith(head, StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray());

    /// <summary>"6-8, 12" as 6, 7, 8, 12.</summary>
    private static IEnumerable<int> Numbers(string cell)
    {
        foreach (string part in cell.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] ends = part.Split('-');
            for (int number = Number(ends[0]); number <= Number(ends[^1]); number++) yield return number;
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
