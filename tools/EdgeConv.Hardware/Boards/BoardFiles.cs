namespace EdgeConv.Hardware.Boards;

/// <summary>The board files of hardware/boards, which are embedded in this assembly.</summary>
public static class BoardFiles
{
    // The default board: its first target has the least memory of all common boards.
    private const string First = "esp32-devkitc";

    /// <summary>All boards with their files' names without .json: the default first, then in alphabetical order.</summary>
    public static IReadOnlyList<(string File, BoardFile Board)> Named { get; } = Load();

    /// <summary>All boards.</summary>
    public static IReadOnlyList<BoardFile> All { get; } = [.. Named.Select(named => named.Board)];

    /// <summary>Every module of every board.</summary>
    public static IReadOnlyList<(BoardFile Board, BoardTarget Target)> Targets { get; } =
        [.. All.SelectMany(board => board.Targets.Select(target => (board, target)))];

    /// <summary>Returns the module with this name, or all modules of a board that <see cref="Open"/> opens.</summary>
    /// <exception cref="UserException">There is no such board, or the file is not a valid board file.</exception>
    public static IReadOnlyList<(BoardFile Board, BoardTarget Target)> Modules(string nameOrFile)
    {
        (BoardFile Board, BoardTarget Target)[] named = [.. Targets.Where(known => Same(known.Target.Name, nameOrFile))];
        if (named.Length > 0) return named;
        BoardFile board = Open(nameOrFile);
        return [.. board.Targets.Select(target => (board, target))];
    }

    /// <summary>
    /// Returns the board with this name, which may be the name of its file, the printed name or the name of a target; null if there is
    /// none.
    /// Only letters and digits are compared.
    /// </summary>
    public static BoardFile? Find(string name) => Named.FirstOrDefault(known => Same(known.File, name) || Same(known.Board.Name, name)
        || known.Board.Targets.Any(target => Same(target.Name, name))).Board;

    /// <summary>Returns the board with this name, or reads the board file if the name ends with .json.</summary>
    /// <exception cref="UserException">There is no such board, or the file is not a valid board file.</exception>
    public static BoardFile Open(string nameOrFile) => IsFile(nameOrFile) ? BoardFileReader.Read(nameOrFile)
        : Find(nameOrFile) ?? throw new UserException(
            $"{nameOrFile}: there is no such board; give {string.Join(", ", Named.Select(named => named.File))}, or a board file (.json)");

    /// <summary>Returns whether a board is given as a file, not by name.</summary>
    public static bool IsFile(string nameOrFile) => nameOrFile.HasEnding(".json");

    // Ignores case and punctuation: "ESP32C3" is the same as "esp32-c3".
    private static bool Same(string one, string other)
    {
        static string Bare(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        return Bare(one) == Bare(other);
    }

    private static (string, BoardFile)[] Load() => [.. Resource.Texts(typeof(BoardFiles).Assembly, "boards/")
        .OrderBy(file => file.Name != First).ThenBy(file => file.Name, StringComparer.Ordinal)
        .Select(file => (file.Name, BoardFileReader.Parse(file.Name + ".json", file.Text)))];
}
