using System.Net;

namespace EdgeConv.Hardware.Generated;

/// <summary>Makes the boards of firmware/EdgeConv.Firmware/Board.cs, as C#.</summary>
public static class FirmwareBoards
{
    private const int MaxColumns = 140;

    /// <summary>Returns a field for each board.</summary>
    public static string Text(IEnumerable<BoardFile> boards) => string.Concat(boards.Select(board =>
    {
        string second = board.Wires.TryGetValue(BoardFileReader.SecondWire, out string? pin) ? $", PWM3 {pin}" : "";
        string wires = $"SDA is the pin {board.Wires["SDA"]}, SCL {board.Wires["SCL"]}, PWM {board.Wires["PWM"]}{second}.";
        int? Gpio(string wire) => board.PinOf(wire).Gpio;
        return Summary($"{WebUtility.HtmlEncode(board.About)} {wires}") +
            $"        public static readonly Board {board.Field} = new Board(\"{board.Name}\", sda: {Gpio("SDA")}, scl: {Gpio("SCL")}, " +
            $"pwm: {Gpio("PWM")},\n            DeviceFunction.{board.Pwm.Function}, pwm3: {board.SecondGpio?.ToString() ?? "None"});\n\n";
    }));

    // Returns the summary on one line if that has at most 140 columns, else on several.
    private static string Summary(string words)
    {
        const string Indent = "        ///";
        string line = $"{Indent} <summary>{words}</summary>\n";
        if (line.Length <= MaxColumns + 1) return line;
        string[] lines = ["<summary>", .. TextLines.Of(words.Split(' '), MaxColumns - Indent.Length - 2), "</summary>"];
        return string.Concat(lines.Select(text => $"{Indent} {text}\n"));
    }
}
