using System.Text.Json;
using System.Text.RegularExpressions;

namespace EdgeConv.Hardware.Boards;

/// <summary>
/// Reads a board file and refuses one that contradicts itself, for example with a wire at a pin that no header has, because such a file
/// would lead to wrong wiring.
/// </summary>
public static class BoardFileReader
{
    /// <summary>Wires that every board must have.</summary>
    public static readonly IReadOnlyList<string> Wires = ["3V3", "GND", "5V", "SDA", "SCL", "PWM"];

    /// <summary>Wires of a board with SPI.</summary>
    public static readonly IReadOnlyList<string> SpiWires = ["SCK", "MISO", "MOSI", "CS"];

    /// <summary>Wire of the second output, which a board may have.</summary>
    public const string SecondWire = "PWM3";

    private const int MaxFile = 256 * 1024, MaxName = 40;

    // Wires that must not share a pin.
    private static readonly string[] s_signals = ["SDA", "SCL", "PWM"];

    /// <summary>Reads the user's own board file.</summary>
    /// <exception cref="UserException">The file cannot be read, or is not a valid board file.</exception>
    public static BoardFile Read(string path)
    {
        byte[] bytes = BoundedFile.Input(path, path, "a board file", () => BoundedFile.ReadAll(path, MaxFile))
            ?? throw new UserException($"{path} is not a board file: it is longer than {MaxFile / 1024} KB");
        return Parse(path, Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF'));
    }

    /// <summary>Reads the text of a board file.</summary>
    /// <param name="name">Name of the file in messages.</param>
    /// <param name="text">Content of the file, JSON.</param>
    /// <exception cref="UserException">The text is not a valid board file.</exception>
    public static BoardFile Parse(string name, string text)
    {
        try
        {
            BoardFile board = StrictJson.Read<BoardFile>(text);
            Check(board);
            return board;
        }
        catch (JsonException failure)
        {
            throw new UserException($"{name} is not a valid board file: {Reason(failure)}");
        }
        catch (FormatException failure)
        {
            throw new UserException($"{name}: {failure.Message}");
        }
    }

    private static void Check(BoardFile board)
    {
        Require(IsName(board.Name, char.IsAsciiLetterOrDigit, c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-'),
            $"name \"{board.Name}\" must be at most {MaxName} letters, digits, spaces and hyphens");
        Require(IsName(board.Field, char.IsAsciiLetterUpper, char.IsAsciiLetterOrDigit),
            $"field \"{board.Field}\" must be a C# name of letters and digits");
        Require(board.Megahertz.IsSound, "megahertz: give a value or a range low to high, and a source");
        Require(board.Headers.Count is 1 or 2 && board.Headers.All(header => header.Side is "left" or "right")
            && board.Headers.DistinctBy(header => header.Side).Count() == board.Headers.Count,
            "headers: give one or two, with the sides left and right");
        Require(board.Headers.All(header => header.Pins.Count is > 0 and <= 40), "headers: each must have 1 to 40 pins");
        HeaderPin[] pins = [.. board.Pins];
        foreach (HeaderPin pin in pins)
        {
            Require(pin.Name.Length <= 8, $"headers: the pin name {pin.Name} is longer than 8");
            Require(pin.Gpio is null || pins.Count(other => other.Name == pin.Name || other.Gpio == pin.Gpio) == 1,
                $"headers: {pin.Name} or its GPIO occurs twice");
        }
        string[] wires = board.Spi is null ? [.. Wires] : [.. Wires, .. SpiWires];
        Require(board.Wires.Keys.Except([SecondWire]).Count() == wires.Length && wires.All(board.Wires.ContainsKey),
            $"wires: give each of {string.Join(", ", wires)}");
        foreach ((string wire, string pin) in board.Wires)
            Require(pins.Any(known => known.Name == pin), $"wires: {wire} is {pin}, which no header has");
        CheckFunction(board, pins, board.I2c.Pins, "i2c", ["SDA", "SCL"]);
        CheckFunction(board, pins, board.Pwm.Pins, "pwm", ["PWM"]);
        Require(s_signals.Select(wire => board.Wires[wire]).Distinct().Count() == s_signals.Length,
            "wires: SDA, SCL and PWM must be three different pins");
        Require(board.I2c.Bus == 1 && board.I2c.Functions.ContainsKey("I2C1_DATA") && board.I2c.Functions.ContainsKey("I2C1_CLOCK"),
            "i2c: the firmware uses bus 1, so give bus 1 with the functions I2C1_DATA and I2C1_CLOCK");
        if (board.Spi is { } spi)
        {
            CheckFunction(board, pins, spi.Pins, "spi", [.. SpiWires]);
            Require(SpiWires.Append("PWM").Select(wire => board.Wires[wire]).Distinct().Count() == SpiWires.Count + 1,
                "wires: SCK, MISO, MOSI, CS and PWM must be five different pins");
            Require(spi.Bus == 1 && ((string[])["SPI1_CLOCK", "SPI1_MISO", "SPI1_MOSI"]).All(spi.Functions.ContainsKey),
                "spi: the firmware uses bus 1, so give bus 1 with the functions SPI1_CLOCK, SPI1_MISO and SPI1_MOSI");
        }
        if (board.SecondGpio is not null)
        {
            CheckFunction(board, pins, board.Pwm.Pins, "pwm", [SecondWire]);
            Require(board.Wires.All(other => other.Key == SecondWire || other.Value != board.Wires[SecondWire]),
                $"wires: {SecondWire} must have a pin of its own");
        }
        Require(board.Pwm.Functions.ContainsKey(board.Pwm.Function), $"pwm: {board.Pwm.Function} is not one of its functions");
        Require(board.Pwm.CounterBits is >= 8 and <= 20, $"pwm: counterBits {board.Pwm.CounterBits} is not in 8..20");
        Require(board.Pwm.ClockHertz == 80_000_000, "pwm: clockHertz must be 80000000, as on every ESP32 that nanoFramework supports");
        Require(board.Targets.Count is > 0 and <= 8, "targets: give 1 to 8");
        foreach (BoardTarget target in board.Targets)
        {
            static bool IsSmall(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
            Require(IsName(target.Name, IsSmall, c => IsSmall(c) || c == '-'),
                $"targets: the name {target.Name} must be lower-case letters, digits and hyphens");
            Require(target.Nanoff.Count > 0, $"{target.Name}: nanoff: give at least one target");
            Figure[] bytes = [target.FlashBytes, target.DeploymentBytes, target.StorageBytes, target.HeapBytes, target.LargestArrayBytes,
                target.WifiBytes ?? target.HeapBytes];
            Require(bytes.All(figure => figure.IsSound && figure.Max < int.MaxValue),
                $"{target.Name}: bytes: give a value or a range low to high below 2 GiB, and a source");
            Require(target.StockMegahertz is not { } stock
                    || (stock.IsSound && stock.Value >= board.Megahertz.Min && stock.Value <= board.Megahertz.Max),
                $"{target.Name}: stockMegahertz: give a value within megahertz, and a source");
            Require(target.IlNanoseconds.Measured is null or (> 0 and < 1e6) && target.IlNanoseconds.Source.Length > 0,
                $"{target.Name}: ilNanoseconds: give a measured time above 0 or null, and a source");
        }
    }

    private static void CheckFunction(BoardFile board, HeaderPin[] pins, IReadOnlyList<string> usable, string function, string[] wires)
    {
        foreach (string name in usable)
        {
            int gpio = pins.FirstOrDefault(pin => pin.Name == name)?.Gpio
                ?? throw new FormatException($"{function}: no header has the GPIO {name}");
            Reservation? taken = board.Reserved.FirstOrDefault(reservation => GpioList.Parse(reservation.Gpios).Contains(gpio)
                && !reservation.Allows.Contains(function));
            Require(taken is null, $"{function}: {name} is reserved ({taken?.Why})");
        }
        foreach (string wire in wires)
            Require(usable.Contains(board.Wires[wire]), $"wires: {wire} is {board.Wires[wire]}, which is not among the pins of {function}");
    }

    private static bool IsName(string text, Func<char, bool> isFirst, Func<char, bool> isNext) =>
        text.Length is > 0 and <= MaxName && isFirst(text[0]) && text.All(isNext);

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new FormatException(otherwise);
    }

    // The library's messages name types of this program, but the user needs the line, the field and the kind of error.
    private static string Reason(JsonException failure)
    {
        string line = failure.LineNumber is { } number ? $"line {number + 1}, " : "",
            field = failure.Path is { Length: > 2 } path ? path[2..] + ": " : "", text = failure.Message;
        static string Names(string text) => Regex.Match(text, "'[^']*'(, '[^']*')*").Value;
        bool Has(string part) => text.Contains(part, StringComparison.Ordinal);
        string fault = Has("missing required properties") ? $"it lacks {Names(text.Split("including:")[^1]).Replace("'", "")}"
            : Has("could not be mapped") ? $"a board file has no field {Names(text)}"
            : Has("Duplicate") ? $"the field {Names(text)} occurs twice"
            : Has("could not be converted") ? "the value has the wrong type"
            : Has("null") && failure.InnerException is null ? "the value must not be null"
            : failure.InnerException is JsonException ? "the JSON is invalid; a comma, quote or bracket is missing there or before"
            : text.Split(" Path:")[0].Split(" LineNumber:")[0].TrimEnd('.', ' ', '|').ReplaceLineEndings(" ");
        return line + field + fault;
    }
}
