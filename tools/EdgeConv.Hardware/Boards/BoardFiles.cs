namespace EdgeConv.Hardware.Boards;

/// <summary>The board files of hardware/boards, which are part of this assembly.</summary>
public static class BoardFiles
{
    // Its first target has the least memory of common boards, and is the one that a command means if it names none.
    private const string First = "esp32-devkitc";

    /// <summary>All boards by their files' names without .json, the default first, then in alphabetical order.</summary>
    public static IReadOnlyList<(string File, BoardFile Board)> Named { get; } = Load();

    /// <summary>All boards.</summary>
    public static IReadOnlyList<BoardFile> All { get; } = [.. Named.Select(named => named.Board)];

    /// <summary>Every module of every board.</summary>
    public static IReadOnlyList<(BoardFile Board, BoardTarget Target)> Targets { get; } =
        [.. All.SelectMany(board => board.Targets.Select(target => (board, target)))];

    /// <summary>The module with this name, or all modules of a board that <see cref="Open"/> opens.</summary>
    /// <exception cref="UserException">No such board, or no board file.</exception>
    public static IReadOnlyList<(BoardFile Board, BoardTarget Target)> Modules(string nameOrFile)
    {
        (BoardFile Board, BoardTarget Target)[] named = [.. Targets.Where(known => Same(known.Target.Name, nameOrFile))];
        if (named.Length > 0) return named;
        BoardFile board = Open(nameOrFile);
        return [.. board.Targets.Select(target => (board, target))];
    }

    /// <summary>
    /// The board with this name: that of its file, that printed on the board, or that of a target. Only letters and digits count. Null if
    /// there is none.
    /// </summary>
    public static BoardFile? Find(string name) => Named.FirstOrDefault(known => Same(known.File, name) || Same(known.Board.Name, name)
        || known.Board.Targets.Any(target => Same(target.Name, name))).Board;

    /// <summary>The board with this name, or of the file where it ends with .json.</summary>
    /// <exception cref="UserException">No such board, or no board file.</exception>
    public static BoardFile Open(string nameOrFile) => IsFile(nameOrFile) ? BoardFileReader.Read(nameOrFile)
        : Find(nameOrFile) ?? throw new UserException(
            $"{nameOrFile}: no such board; there are {string.Join(", ", Named.Select(named => named.File))}, or a file ending with .json");

    /// <summary>Whether a board is given as a file, not by name.</summary>
    public static bool IsFile(string nameOrFile) => nameOrFile.HasEnding(".json");

    // "ESP32C3" is "esp32-c3".
    private static bool Same(string one, string other)
    {
        static string Bare(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        return Bare(one) == Bare(other);
    }

    private static (string, BoardFile)[] Load() => [.. Resource.Texts(typeof(BoardFiles).Assembly, "boards/")
        .OrderBy(file => file.Name != First).ThenBy(file => file.Name, StringComparer.Ordinal)
        .Select(file => (file.Name, BoardFileReader.Parse(file.Name + ".json", file.Text)))];
}
