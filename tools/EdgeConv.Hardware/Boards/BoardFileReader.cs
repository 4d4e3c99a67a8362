using System.Text.Json;
using System.Text.RegularExpressions;

namespace EdgeConv.Hardware.Boards;

/// <summary>
/// Reads a board file and refuses one that contradicts itself: a pin that is nowhere, taken or no output would wire a board wrongly.
/// </summary>
public static class BoardFileReader
{
    /// <summary>The wires every board must have.</summary>
    public static readonly IReadOnlyList<string> Wires = ["3V3", "GND", "5V", "SDA", "SCL", "PWM"];

    private const int MaxFile = 256 * 1024, MaxName = 40;

    // The wires of which each has a pin of its own.
    private static readonly string[] s_signals = ["SDA", "SCL", "PWM"];

    /// <summary>Reads a file of the user.</summary>
    /// <exception cref="UserException">It cannot be read, or is no board file.</exception>
    public static BoardFile Read(string path)
    {
        byte[] bytes = BoundedFile.Input(path, path, "a board file", () => BoundedFile.ReadAll(path, MaxFile))
            ?? throw new UserException($"{path}: no board file: longer than {MaxFile / 1024} KB");
        return Parse(path, Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF'));
    }

    /// <summary>Reads the text of a board file.</summary>
    /// <param name="name">What a message calls it.</param>
    /// <param name="text">JSON.</param>
    /// <exception cref="UserException">No board file.</exception>
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
            throw new UserException($"{name}: no board file: {Reason(failure)}");
        }
        catch (FormatException failure)
        {
            throw new UserException($"{name}: {failure.Message}");
        }
    }

    private static void Check(BoardFile board)
    {
        Require(IsName(board.Name, char.IsAsciiLetterOrDigit, c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-'),
            $"name \"{board.Name}\": letters, digits, spaces and hyphens, at most {MaxName}");
        Require(IsName(board.Field, char.IsAsciiLetterUpper, char.IsAsciiLetterOrDigit),
            $"field \"{board.Field}\": a C# name of letters and digits");
        Require(board.Megahertz.IsSound, "megahertz: a value or a range low to high, and a source");
        Require(board.Headers.Count is 1 or 2 && board.Headers.All(header => header.Side is "left" or "right")
            && board.Headers.DistinctBy(header => header.Side).Count() == board.Headers.Count,
            "headers: one or two, with the sides left and right");
        Require(board.Headers.All(header => header.Pins.Count is > 0 and <= 40), "headers: 1 to 40 pins each");
        HeaderPin[] pins = [.. board.Pins];
        foreach (HeaderPin pin in pins)
        {
            Require(pin.Name.Length <= 8, $"headers: the pin name {pin.Name} is longer than 8");
            Require(pin.Gpio is null || pins.Count(other => other.Name == pin.Name || other.Gpio == pin.Gpio) == 1,
                $"headers: {pin.Name} or its GPIO is there twice");
        }
        Require(board.Wires.Count == Wires.Count && Wires.All(board.Wires.ContainsKey), $"wires: {string.Join(", ", Wires)}, each once");
        foreach ((string wire, string pin) in board.Wires)
            Require(pins.Any(known => known.Name == pin), $"wires: {wire} is {pin}, which no header has");
        CheckFunction(board, pins, board.I2c.Pins, "i2c", ["SDA", "SCL"]);
        CheckFunction(board, pins, board.Pwm.Pins, "pwm", ["PWM"]);
        Require(s_signals.Select(wire => board.Wires[wire]).Distinct().Count() == s_signals.Length,
            "wires: SDA, SCL and PWM need three pins");
        Require(board.I2c.Bus == 1 && board.I2c.Functions.ContainsKey("I2C1_DATA") && board.I2c.Functions.ContainsKey("I2C1_CLOCK"),
            "i2c: the firmware connects bus 1, with I2C1_DATA and I2C1_CLOCK");
        Require(board.Pwm.Functions.ContainsKey(board.Pwm.Function), $"pwm: {board.Pwm.Function} is none of its functions");
        Require(board.Pwm.CounterBits is >= 8 and <= 20, $"pwm: counterBits {board.Pwm.CounterBits} is not in 8..20");
        Require(board.Pwm.ClockHertz == 80_000_000, "pwm: clockHertz is 80000000 on every ESP32 that nanoFramework's firmware drives");
        Require(board.Targets.Count is > 0 and <= 8, "targets: 1 to 8");
        foreach (BoardTarget target in board.Targets)
        {
            static bool IsSmall(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
            Require(IsName(target.Name, IsSmall, c => IsSmall(c) || c == '-'),
                $"targets: the name {target.Name} is not of small letters, digits and hyphens");
            Require(target.Nanoff.Count > 0, $"{target.Name}: nanoff: at least one target");
            Figure[] bytes = [target.FlashBytes, target.DeploymentBytes, target.StorageBytes, target.HeapBytes, target.LargestArrayBytes,
                target.WifiBytes ?? target.HeapBytes];
            Require(bytes.All(figure => figure.IsSound && figure.Max < int.MaxValue),
                $"{target.Name}: bytes: a value or a range low to high below 2 GiB, and a source");
            Require(target.StockMegahertz is not { } stock
                    || (stock.IsSound && stock.Value >= board.Megahertz.Min && stock.Value <= board.Megahertz.Max),
                $"{target.Name}: stockMegahertz: a value within megahertz, and a source");
            Require(target.IlNanoseconds.Measured is null or (> 0 and < 1e6) && target.IlNanoseconds.Source.Length > 0,
                $"{target.Name}: ilNanoseconds: a measured time above 0 or null, and a source");
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

    // The library's messages name types of this program; a person needs the line, the field and the kind of fault.
    private static string Reason(JsonException failure)
    {
        string line = failure.LineNumber is { } number ? $"line {number + 1}, " : "",
            field = failure.Path is { Length: > 2 } path ? path[2..] + ": " : "", text = failure.Message;
        static string Names(string text) => Regex.Match(text, "'[^']*'(, '[^']*')*").Value;
        bool Has(string part) => text.Contains(part, StringComparison.Ordinal);
        string fault = Has("missing required properties") ? $"without {Names(text.Split("including:")[^1]).Replace("'", "")}"
            : Has("could not be mapped") ? $"the name {Names(text)} is none of a board file's"
            : Has("Duplicate") ? $"the name {Names(text)} is there twice"
            : Has("could not be converted") ? "the value is of another kind"
            : Has("null") && failure.InnerException is null ? "null is no value"
            : failure.InnerException is JsonException ? "no valid JSON; a comma, quote or bracket is missing there or before"
            : text.Split(" Path:")[0].Split(" LineNumber:")[0].TrimEnd('.', ' ', '|').ReplaceLineEndings(" ");
        return line + field + fault;
    }
}
