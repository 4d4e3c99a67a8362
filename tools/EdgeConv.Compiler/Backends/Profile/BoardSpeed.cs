using System.Globalization;

namespace EdgeConv.Compiler.Backends.Profile;

/// <summary>How long a board takes for one IL instruction: a line of hardware/boards/il-nanoseconds.csv.</summary>
/// <param name="Board">Its name there.</param>
/// <param name="Nanoseconds">As measured on the board, or null where nobody has measured it.</param>
/// <param name="Low">The least it can be.</param>
/// <param name="High">The most it may be.</param>
/// <param name="Source">Who measured it, or how the range was computed.</param>
public sealed record BoardSpeed(string Board, double? Nanoseconds, double Low, double High, string Source)
{
    /// <summary>The lines of the table.</summary>
    public static readonly IReadOnlyList<BoardSpeed> All = Read();

    /// <summary>Reads the table's text. A line may end after the nanoseconds, as the firmware's calibration prints it.</summary>
    /// <exception cref="FormatException">A line that is not as the head says.</exception>
    public static IReadOnlyList<BoardSpeed> Parse(string text)
    {
        string[] lines = [.. text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0)];
        if (lines is not ["board,nanoseconds,low,high,source", ..]) throw new FormatException("il-nanoseconds.csv: the first line is not board,nanoseconds,low,high,source");
        return [.. lines.Skip(1).Select(Line)];
    }

    /// <summary>Milliseconds of so many instructions: the same twice where it was measured, else the ends of the range.</summary>
    public (double Low, double High) Milliseconds(long instructions) =>
        (instructions * (Nanoseconds ?? Low) / 1e6, instructions * (Nanoseconds ?? High) / 1e6);

    private static BoardSpeed Line(string line)
    {
        string[] cells = [.. line.Split(',', 5).Select(cell => cell.Trim())];
        if (cells.Length == 2) cells = [.. cells, "", "", "measured with the firmware's calibration"];
        double? Number(int cell) => cells[cell].Length == 0 ? null : double.TryParse(cells[cell], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value > 0 ? value : throw Wrong();
        FormatException Wrong() => new($"il-nanoseconds.csv: {line}: not a board, its nanoseconds or none, the least, the most, and where they come from");
        if (cells.Length != 5 || cells[0].Length == 0) throw Wrong();
        double? measured = Number(1), low = Number(2) ?? measured, high = Number(3) ?? measured;
        return low <= high ? new BoardSpeed(cells[0], measured, low.Value, high.Value, cells[4].Trim('"')) : throw Wrong();
    }

    private static IReadOnlyList<BoardSpeed> Read()
    {
        using StreamReader reader = new(typeof(BoardSpeed).Assembly.GetManifestResourceStream("il-nanoseconds.csv")!);
        return Parse(reader.ReadToEnd());
    }
}
