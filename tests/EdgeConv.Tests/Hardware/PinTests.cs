namespace EdgeConv.Tests.Hardware;

/// <summary>The firmware, the tables of the pages and the tools have the boards and pins of the board files.</summary>
[TestClass]
public sealed class PinTests
{
    private sealed record Pins(string Board, int? Sda, int? Scl, int? Pwm, int? Second);

    private static readonly Pins[] s_files =
        [.. BoardFiles.All.Select(board => new Pins(
            board.Name, board.PinOf("SDA").Gpio, board.PinOf("SCL").Gpio, board.PinOf("PWM").Gpio, board.SecondGpio))];

    [TestMethod]
    public void TheSixBoardsAreThere() => Assert.AreEqual(
        "ESP32-C3-DevKitM-1, ESP32-CAM, ESP32-DevKitC, ESP32-S3-DevKitC-1, M5StickC, XIAO ESP32C3",
        string.Join(", ", s_files.Select(board => board.Board).Order()));

    [TestMethod]
    public void TheFirmwareHasThePinsOfTheFiles() => AssertSame(Regex.Matches(
        Repository.Text("firmware/EdgeConv.Firmware/Board.cs"),
        @"new Board\(""(?<name>[^""]+)"", sda: (?<sda>\d+), scl: (?<scl>\d+), pwm: (?<pwm>\d+),\s+" +
        @"DeviceFunction\.PWM1, pwm3: (?<second>\w+)\)")
        .Select(match => PinsOf([.. ((string[])["name", "sda", "scl", "pwm", "second"]).Select(group => match.Groups[group].Value)])));

    [TestMethod]
    public void TheTablesHaveThePinsOfTheFiles()
    {
        AssertSame(Rows("hardware/README.md", "| Board | SDA |").Select(PinsOf));
        AssertSame(Rows("README.md", "| Board | SDA |").Select(PinsOf));
    }

    [TestMethod]
    public void TheTablesHaveTheMemoryOfTheFiles()
    {
        string[][] rows = [.. Rows("hardware/README.md", "| `--board` |")];
        string names = string.Join(' ', BoardFiles.Targets.Select(known => $"`{known.Target.Name}`"));
        Assert.AreEqual(names, string.Join(' ', rows.Select(row => row[0])));
        for (int i = 0; i < rows.Length; i++)
        {
            BoardTarget target = BoardFiles.Targets[i].Target;
            Assert.AreEqual(target.DeploymentBytes.Min, Number(rows[i][3].Replace(",", "")) * 1024.0, target.Name);
            Assert.AreEqual(target.HeapBytes.Min, Number(rows[i][5].Replace(",", "")), target.Name);
        }
    }

    [TestMethod]
    public void TheToolsKnowTheBoardsOfTheFiles()
    {
        string names = string.Join(' ', BoardFiles.Targets.Select(known => known.Target.Name));
        Assert.AreEqual(names, string.Join(' ', BoardMemory.All.Select(board => board.Name)));
        Assert.AreEqual(names, string.Join(' ', BoardSpeed.All.Select(board => board.Board)));
        Assert.AreEqual(names, string.Join(' ', SimulatedBoard.All.Select(board => board.Name)));
        for (int i = 0; i < BoardMemory.All.Count; i++)
        {
            (BoardFile file, BoardTarget target) = BoardFiles.Targets[i];
            BoardMemory memory = BoardMemory.All[i];
            Assert.AreEqual((target.HeapBytes.Min, target.DeploymentBytes.Min), (memory.HeapBytes, memory.DeploymentBytes), target.Name);
            Assert.AreEqual(file.Pwm.CounterBits, SimulatedBoard.All[i].CounterBits, target.Name);
        }
    }

    [TestMethod]
    public void NamesAreFoundHoweverTheyAreWritten()
    {
        foreach (string name in (string[])["esp32-c3", "esp32c3", "ESP32-C3-DevKitM-1", "esp32-c3-devkitm-1"])
            Assert.AreEqual("ESP32-C3-DevKitM-1", BoardFiles.Find(name)?.Name, name);
        Assert.AreEqual(("esp32 esp32-psram", "esp32-psram"), (Modules("ESP32-DevKitC"), Modules("esp32psram")));
        Assert.IsNull(BoardFiles.Find("avr"));
    }

    private static string Modules(string name) => string.Join(' ', BoardFiles.Modules(name).Select(known => known.Target.Name));

    private static void AssertSame(IEnumerable<Pins> found) =>
        Assert.AreEqual(string.Join("\n", s_files.AsEnumerable()), string.Join("\n", found));

    // Cells: board, SDA, SCL, PWM, function.
    private static Pins PinsOf(string[] cells) => new(cells[0], Number(cells[1]), Number(cells[2]), Number(cells[3]),
        cells[4] is "none" or "None" ? null : Number(cells[4]));

    /// <summary>The cells of the table whose first line begins so, without its head.</summary>
    private static IEnumerable<string[]> Rows(string page, string head) => Repository.Text(page).Split('\n')
        .SkipWhile(line => !line.StartsWith(head)).Skip(2)
        .TakeWhile(line => line.StartsWith('|'))
        .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray());

    // "6 (D4)" is 6, "84,400 to 110,000" is read without its commas as 84400.
    private static int Number(string text) => int.Parse(Regex.Match(text, "^[0-9]+").Value);
}
