using System.Net;

namespace EdgeConv.Hardware.Generated;

/// <summary>The boards of firmware/EdgeConv.Firmware/Board.cs, as C#.</summary>
public static class FirmwareBoards
{
    private const int MaxColumns = 140;

    /// <summary>A field for each board.</summary>
    public static string Text(IEnumerable<BoardFile> boards)
    {
        StringBuilder text = new();
        foreach (BoardFile board in boards)
        {
            string pins = string.Join(", ", new[] { "SDA", "SCL", "PWM" }.Select(wire => $"{wire.ToLowerInvariant()}: {board.Gpio(wire)}"));
            text.Append(Summary($"{WebUtility.HtmlEncode(board.About)} {Places(board)}"));
            text.Append($"        public static readonly Board {board.Field} = new Board(\"{board.Name}\", {pins}, " +
                $"DeviceFunction.{board.Pwm.Function});\n\n");
        }
        return text.ToString();
    }

    // On one line where that has at most 140 columns.
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

    private static string Places(BoardFile board) =>
        $"SDA is the pin {board.Wires["SDA"]}, SCL {board.Wires["SCL"]}, PWM {board.Wires["PWM"]}.";
}
