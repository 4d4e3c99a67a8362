namespace EdgeConv.Hardware.Generated;

/// <summary>The tables of README.md and hardware/README.md, as Markdown.</summary>
public static class BoardTables
{
    /// <summary>For README.md: pins and targets.</summary>
    public static string Short(IEnumerable<BoardFile> boards) => Table(
        ["Board", "SDA", "SCL", "PWM", "`nanoff` target"],
        boards.Select(board => (string[])[board.Name, Pin(board, "SDA"), Pin(board, "SCL"), Pin(board, "PWM"),
            string.Join("; ", board.Targets.Select(target => $"{Module(board, target)}{Nanoff(target)}").Distinct())]));

    /// <summary>Pins and where they are.</summary>
    public static string Pins(IEnumerable<BoardFile> boards) => Table(
        ["Board", "SDA", "SCL", "PWM", "Function", "Where"],
        boards.Select(board =>
            (string[])[board.Name, Pin(board, "SDA"), Pin(board, "SCL"), Pin(board, "PWM"), board.Pwm.Function, board.Where]));

    /// <summary>Other pins for the output and the bus, and why the rest are none.</summary>
    public static string OtherPins(IEnumerable<BoardFile> boards) => Table(
        ["Board", "Output", "Bus", "Do not use (GPIO: why)"],
        boards.Select(board => (string[])[board.Name, string.Join(", ", board.Pwm.Pins), board.I2c.Pins.SequenceEqual(board.Pwm.Pins)
            ? "as output" : string.Join(", ", board.I2c.Pins),
            string.Join("; ", board.Reserved.Select(reservation => $"{reservation.Gpios}: {reservation.Why}"))]));

    /// <summary>Memory of every target.</summary>
    public static string Memory(IEnumerable<BoardFile> boards) => Table(
        ["`--board`", "Module", "Flash", "Flash for code", "Flash for files", "Heap", "Largest array"],
        boards.SelectMany(board => board.Targets).Select(target => (string[])[$"`{target.Name}`", target.Module, Kib(target.FlashBytes),
            Kib(target.DeploymentBytes), Kib(target.StorageBytes), Bytes(target.HeapBytes), Bytes(target.LargestArrayBytes)]));

    /// <summary>Bits of the duty.</summary>
    public static string Bits(IEnumerable<BoardFile> boards)
    {
        BoardFile[][] chips = [.. boards.GroupBy(board => board.Chip).Select(group => group.ToArray())];
        int[] frequencies = [.. chips[0][0].Pwm.BitsAtHertz.Keys.Order()];
        return Table(
            ["Chip", "Counter", .. frequencies.Select(frequency => $"{Number(frequency)} Hz")],
            chips.Select(chip => (string[])[chip[0].Chip, $"{chip[0].Pwm.CounterBits} bits",
                .. frequencies.Select(frequency => chip[0].Pwm.BitsAtHertz.TryGetValue(frequency, out int bits) ? Number(bits) : "")]));
    }

    private static string Pin(BoardFile board, string wire) => board.Pins.First(pin => pin.Name == board.Wires[wire]).Number;

    private static string Module(BoardFile board, BoardTarget target) => board.Targets.Count == 1 ? "" : target.Module + " ";

    private static string Nanoff(BoardTarget target) => string.Join(" or ", target.Nanoff.Select(name => $"`{name}`"));

    private static string Kib(Figure figure) => $"{Number(figure.Min / 1024)} KiB";

    private static string Bytes(Figure figure) =>
        figure.Min == figure.Max ? Number(figure.Min) : $"{Number(figure.Min)} to {Number(figure.Max)}";

    private static string Number(double number) => number.ToString("#,0");

    private static string Table(string[] head, IEnumerable<string[]> rows)
    {
        StringBuilder text = new();
        text.Append($"| {string.Join(" | ", head)} |\n|{string.Concat(head.Select(_ => "---|"))}\n");
        foreach (string[] row in rows) text.Append($"| {string.Join(" | ", row)} |\n");
        return text.ToString();
    }
}
