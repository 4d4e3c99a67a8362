using System.Net;
using System.Text;
using EdgeConv.Hardware.Boards;

namespace EdgeConv.Hardware.Generated;

/// <summary>The boards of firmware/EdgeConv.Firmware/Board.cs, as C#.</summary>
public static class FirmwareBoards
{
    /// <summary>A field for each board.</summary>
    public static string Text(IEnumerable<BoardFile> boards)
    {
        StringBuilder text = new();
        foreach (BoardFile board in boards)
        {
            string pins = string.Join(", ", new[] { "SDA", "SCL", "PWM" }.Select(wire => $"{wire.ToLowerInvariant()}: {board.Gpio(wire)}"));
            text.Append($"        /// <summary>{WebUtility.HtmlEncode(board.About)} {Places(board)}</summary>\n");
            text.Append($"        public static readonly Board {board.Field} = new Board(\"{board.Name}\", {pins}, " +
                $"DeviceFunction.{board.Pwm.Function});\n\n");
        }
        return text.ToString();
    }

    private static string Places(BoardFile board) =>
        $"SDA is the pin {board.Wires["SDA"]}, SCL {board.Wires["SCL"]}, PWM {board.Wires["PWM"]}.";
}
