namespace EdgeConv.Hardware.Generated;

/// <summary>Makes the tables of README.md and hardware/README.md, as Markdown.</summary>
public static class BoardTables
{
    /// <summary>Returns the table of README.md: pins and targets.</summary>
    public static string Short(IEnumerable<BoardFile> boards) => Table(
        ["Board", "SDA", "SCL", "PWM", "PWM3", "`nanoff` target"], boards, board => [board.Name, .. Numbers(board), string.Join("; ",
            board.Targets.Select(target => (board.Targets.Count == 1 ? "" : target.Module + " ") + Nanoff(target)).Distinct())]);

    /// <summary>Returns the table of the default pins and their positions.</summary>
    public static string Pins(IEnumerable<BoardFile> boards) => Table(["Board", "SDA", "SCL", "PWM", "PWM3", "Where"], boards,
        board => [board.Name, .. Numbers(board), board.Where]);

    /// <summary>Returns the table of other pins for output and bus, and of the GPIOs that cannot be used, with the reasons.</summary>
    public static string OtherPins(IEnumerable<BoardFile> boards) => Table(["Board", "Output", "Bus", "Do not use (GPIO: why)"], boards,
        board => [board.Name, string.Join(", ", board.Pwm.Pins),
            board.I2c.Pins.SequenceEqual(board.Pwm.Pins) ? "as output" : string.Join(", ", board.I2c.Pins),
            string.Join("; ", board.Reserved.Select(reservation => $"{reservation.Gpios}: {reservation.Why}"))]);

    /// <summary>Returns the table of every target's memory.</summary>
    public static string Memory(IEnumerable<BoardFile> boards) => Table(
        ["`--board`", "Module", "Flash", "Flash for code", "Flash for files", "Heap", "Largest array", "Wi-Fi takes"],
        boards.SelectMany(board => board.Targets), target => [$"`{target.Name}`", target.Module, Kib(target.FlashBytes),
            Kib(target.DeploymentBytes), Kib(target.StorageBytes), Bytes(target.HeapBytes), Bytes(target.LargestArrayBytes),
            target.WifiBytes is { } wifi ? Bytes(wifi) : ""]);

    /// <summary>Returns the table of the duty's resolution in bits by frequency.</summary>
    public static string Bits(IEnumerable<BoardFile> boards)
    {
        BoardFile[] chips = [.. boards.DistinctBy(board => board.Chip)];
        int[] frequencies = [.. chips[0].Pwm.BitsAtHertz.Keys.Order()];
        return Table(["Chip", "Counter", .. frequencies.Select(frequency => $"{Number(frequency)} Hz")], chips, chip =>
            [chip.Chip, $"{chip.Pwm.CounterBits} bits", .. frequencies.Select(frequency =>
                chip.Pwm.BitsAtHertz.TryGetValue(frequency, out int bits) ? Number(bits) : "")]);
    }

    private static IEnumerable<string> Numbers(BoardFile board) => new[] { "SDA", "SCL", "PWM", BoardFileReader.SecondWire }
        .Select(wire => board.Wires.ContainsKey(wire) ? board.PinOf(wire).Number : "none");

    private static string Nanoff(BoardTarget target) => string.Join(" or ", target.Nanoff.Select(name => $"`{name}`"));

    private static string Kib(Figure figure) => $"{Number(figure.Min / 1024)} KiB";

    private static string Bytes(Figure figure) =>
        figure.Min == figure.Max ? Number(figure.Min) : $"{Number(figure.Min)} to {Number(figure.Max)}";

    private static string Number(double number) => number.ToString("#,0");

    private static string Table<T>(string[] head, IEnumerable<T> items, Func<T, string[]> row)
    {
        string Line(string[] cells) => $"| {string.Join(" | ", cells)} |\n";
        return $"{Line(head)}|{string.Concat(head.Select(_ => "---|"))}\n{string.Concat(items.Select(item => Line(row(item))))}";
    }
}
