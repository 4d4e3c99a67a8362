namespace EdgeConv.Hardware.Boards;

/// <summary>The board files of hardware/boards, which are part of this assembly.</summary>
public static class BoardFiles
{
    // Its first target is the least memory that is common, and what a command means that names no board.
    private const string First = "esp32-devkitc";

    /// <summary>All boards by their files' names without .json, the usual one first, then in alphabetical order.</summary>
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
    /// The board with this name, printed or the file's or a target's; letters and digits count only. Null where there is none.
    /// </summary>
    public static BoardFile? Find(string name) => Named
        .Where(named => Same(named.File, name) || Same(named.Board.Name, name)
            || named.Board.Targets.Any(target => Same(target.Name, name)))
        .Select(named => named.Board).FirstOrDefault();

    /// <summary>The board with this name, or of the file where it ends with .json.</summary>
    /// <exception cref="UserException">No such board, or no board file.</exception>
    public static BoardFile Open(string nameOrFile) => IsFile(nameOrFile)
        ? BoardFileReader.Read(nameOrFile)
        : Find(nameOrFile) ?? throw new UserException(
            $"{nameOrFile}: no such board; there are {string.Join(", ", Named.Select(named => named.File))}, or a file ending with .json");

    /// <summary>Whether a board is given as a file, not by name.</summary>
    public static bool IsFile(string nameOrFile) => nameOrFile.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    // "esp32c3" is "esp32-c3".
    private static bool Same(string one, string other) => Bare(one) == Bare(other);

    private static string Bare(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    private static (string, BoardFile)[] Load() => [.. Resource.Texts(typeof(BoardFiles).Assembly, "boards/")
        .OrderBy(file => file.Name != First).ThenBy(file => file.Name, StringComparer.Ordinal)
        .Select(file => (file.Name, BoardFileReader.Parse(file.Name + ".json", file.Text)))];
}
