using System.Net;

namespace EdgeConv.Hardware.Generated;

/// <summary>The boards of firmware/EdgeConv.Firmware/Board.cs, as C#.</summary>
public static class FirmwareBoards
{
    private const int MaxColumns = 140;

    /// <summary>A field for each board.</summary>
    public static string Text(IEnumerable<BoardFile> boards) => string.Concat(boards.Select(board =>
    {
        string wires = $"SDA is the pin {board.Wires["SDA"]}, SCL {board.Wires["SCL"]}, PWM {board.Wires["PWM"]}.";
        int? Gpio(string wire) => board.PinOf(wire).Gpio;
        return Summary($"{WebUtility.HtmlEncode(board.About)} {wires}") +
            $"        public static readonly Board {board.Field} = new Board(\"{board.Name}\", sda: {Gpio("SDA")}, scl: {Gpio("SCL")}, " +
            $"pwm: {Gpio("PWM")}, DeviceFunction.{board.Pwm.Function});\n\n";
    }));

    // On one line if that has at most 140 columns.
    private static string Summary(string words)
    {
        const string Indent = "        ///";
        string text = $"{Indent} <summary>{words}</summary>\n", line = Indent;
        if (text.Length <= MaxColumns + 1) return text;
        text = $"{Indent} <summary>\n";
        foreach (string word in words.Split(' '))
        {
            if (line.Length + 1 + word.Length > MaxColumns) (text, line) = ($"{text}{line}\n", Indent);
            line += " " + word;
        }
        return $"{text}{line}\n{Indent} </summary>\n";
    }
}
