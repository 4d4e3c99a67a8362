using System.Globalization;
using System.Text.RegularExpressions;
using EdgeConv.Compiler.Profile;
using EdgeConv.Hardware.Boards;
using EdgeConv.Simulation.Pwm;

namespace EdgeConv.Tests.Hardware;

/// <summary>Every pin of a board file is that of the firmware, the tables and the pictures, each read here on its own way; and the tools know the same boards.</summary>
[TestClass]
public sealed class PinTests
{
    private sealed record Pins(string Board, int Sda, int Scl, int Pwm, string Function);

    private static readonly Pins[] s_files = [.. BoardFiles.All.Select(board => new Pins(board.Name, board.Gpio("SDA"), board.Gpio("SCL"), board.Gpio("PWM"), board.Pwm.Function))];

    [TestMethod]
    public void TheSixBoardsAreThere() => Assert.AreEqual(
        "ESP32-C3-DevKitM-1, ESP32-CAM, ESP32-DevKitC, ESP32-S3-DevKitC-1, M5StickC, XIAO ESP32C3", string.Join(", ", s_files.Select(board => board.Board).Order(StringComparer.Ordinal)));

    [TestMethod]
    public void TheFirmwareHasThePinsOfTheFiles() => AssertSame(Regex.Matches(
        Read("firmware/EdgeConv.Firmware/Board.cs"),
        @"new Board\(""(?<name>[^""]+)"", sda: (?<sda>\d+), scl: (?<scl>\d+), pwm: (?<pwm>\d+), DeviceFunction\.(?<function>\w+)\)")
        .Select(match => new Pins(match.Groups["name"].Value, Number(match.Groups["sda"].Value), Number(match.Groups["scl"].Value), Number(match.Groups["pwm"].Value), match.Groups["function"].Value)));

    [TestMethod]
    public void TheTablesHaveThePinsOfTheFiles()
    {
        AssertSame(Rows("hardware/README.md", "| Board | SDA |").Select(cells => new Pins(cells[0], Number(cells[1]), Number(cells[2]), Number(cells[3]), cells[4])));
        AssertSame(Rows("README.md", "| Board | SDA |").Select(cells => new Pins(cells[0], Number(cells[1]), Number(cells[2]), Number(cells[3]), s_files.Single(board => board.Board == cells[0]).Function)));
    }

    [TestMethod]
    public void TheTablesHaveTheMemoryOfTheFiles()
    {
        string[][] rows = [.. Rows("hardware/README.md", "| `--board` |")];
        Assert.AreEqual(string.Join(' ', BoardFiles.Targets.Select(known => $"`{known.Target.Name}`")), string.Join(' ', rows.Select(row => row[0])));
        for (int i = 0; i < rows.Length; i++)
        {
            BoardTarget target = BoardFiles.Targets[i].Target;
            Assert.AreEqual(target.DeploymentBytes.Least, Number(rows[i][3].Replace(",", "")) * 1024.0, target.Name);
            Assert.AreEqual(target.HeapBytes.Least, Number(rows[i][5].Replace(",", "")), target.Name);
        }
    }

    [TestMethod]
    public void TheToolsKnowTheBoardsOfTheFiles()
    {
        string names = string.Join(' ', BoardFiles.Targets.Select(known => known.Target.Name));
        Assert.AreEqual(names, string.Join(' ', BoardMemory.All.Select(board => board.Name)));
        Assert.AreEqual(names, string.Join(' ', BoardSpeed.All.Select(board => board.Board)));
        Assert.AreEqual(names, string.Join(' ', PwmBoard.All.Select(board => board.Name)));
        for (int i = 0; i < BoardMemory.All.Count; i++)
        {
            (BoardFile file, BoardTarget target) = BoardFiles.Targets[i];
            Assert.AreEqual((target.HeapBytes.Least, target.DeploymentBytes.Least), (BoardMemory.All[i].HeapBytes, BoardMemory.All[i].DeploymentBytes), target.Name);
            Assert.AreEqual(file.Pwm.CounterBits, PwmBoard.All[i].CounterBits, target.Name);
        }
    }

    [TestMethod]
    public void NamesAreFoundHoweverTheyAreWritten()
    {
        foreach (string name in (string[])["esp32-c3", "esp32c3", "ESP32-C3-DevKitM-1", "esp32-c3-devkitm-1"]) Assert.AreEqual("ESP32-C3-DevKitM-1", BoardFiles.Find(name)?.Name, name);
        Assert.AreEqual("esp32 esp32-psram", Modules("ESP32-DevKitC"));
        Assert.AreEqual("esp32-psram", Modules("esp32psram"));
        Assert.IsNull(BoardFiles.Find("avr"));
    }

    private static string Modules(string name) => string.Join(' ', BoardFiles.Modules(name).Select(known => known.Target.Name));

    private static void AssertSame(IEnumerable<Pins> found) =>
        Assert.AreEqual(string.Join("\n", s_files.Select(board => board.ToString())), string.Join("\n", found.Select(board => board.ToString())));

    private static string Read(string path) => File.ReadAllText(Path.Combine(SolutionTests.Root, path));

    /// <summary>The cells of the table whose first line begins so, without its head.</summary>
    private static IEnumerable<string[]> Rows(string page, string head) => Read(page).Split('\n')
        .SkipWhile(line => !line.StartsWith(head, StringComparison.Ordinal)).Skip(2)
        .TakeWhile(line => line.StartsWith('|'))
        .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray());

    // "6 (D4)" is 6, "84,400 to 110,000" is read without its commas as 84400.
    private static int Number(string text) => int.Parse(Regex.Match(text, "^[0-9]+").Value, CultureInfo.InvariantCulture);
}
