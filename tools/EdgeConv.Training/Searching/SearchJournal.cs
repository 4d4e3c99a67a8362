using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace EdgeConv.Training.Searching;

/// <summary>What one training of the search gave.</summary>
/// <param name="Figures">How well the network did; <see cref="SearchFigures.None"/> if it could not be trained.</param>
/// <param name="Cost">Cost of the trained model.</param>
internal sealed record SearchOutcome(SearchFigures Figures, NetworkCost Cost)
{
    private const int MaxFrames = 100_000_000;

    /// <summary>Numbers in <see cref="Line"/>.</summary>
    private const int Numbers = 8;

    /// <summary>The outcome as numbers with spaces between: what the search compares, and the cost.</summary>
    public string Line => string.Create(CultureInfo.InvariantCulture, $"{Figures.Score:R} {Figures.Frames} {Figures.Median:R} " +
        $"{Figures.Percentile95:R} {Figures.Lost} {Cost.Instructions} {Cost.RamBytes} {Cost.FlashBytes}");

    /// <summary>Reads a <see cref="Line"/>; null if it is none.</summary>
    public static SearchOutcome? Parse(string line)
    {
        string[] parts = line.Split(' ');
        if (parts.Length != Numbers || !IsReal(parts[0], out double score) || score > 1 || !IsCount(parts[1], out long frames)
            || frames > MaxFrames || !IsReal(parts[2], out double median) || !IsReal(parts[3], out double most)
            || !IsCount(parts[4], out long lost) || lost > frames || !IsCount(parts[5], out long instructions)
            || !IsCount(parts[6], out long ram) || !IsCount(parts[7], out long flash)) return null;
        SearchFigures figures = new(score, (int)frames) { Median = median, Percentile95 = most, Lost = (int)lost };
        return new SearchOutcome(figures, new NetworkCost(instructions, ram, flash));

        static bool IsReal(string text, out double value) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && value >= 0 && double.IsFinite(value);

        static bool IsCount(string text, out long value) => long.TryParse(text, NumberStyles.None, null, out value);
    }
}

/// <summary>
/// A file with a line for each training of a search, so that an interrupted search can go on: the same search makes the same trainings in
/// the same order, and those in the file need not be made again. The file is held until the journal is disposed: two searches in one file
/// would mix their lines.
/// </summary>
public sealed class SearchJournal : IDisposable
{
    private const string Heading = "edgeconv search 2 ";

    // A line takes some 80 bytes.
    private const int MaxBytes = 1 << 24;

    // What the system says about a file that another process holds: ERROR_SHARING_VIOLATION, or EAGAIN of macOS or Linux.
    private static readonly int s_isHeld = OperatingSystem.IsWindows() ? 32 : OperatingSystem.IsMacOS() ? 35 : 11;

    private readonly string _option, _path, _search;
    private readonly FileStream _file;
    private readonly List<(string Network, SearchOutcome Outcome)> _trainings = [];

    /// <summary>Opens a journal, or begins one if the file does not exist.</summary>
    /// <param name="option">Option that error messages name.</param>
    /// <param name="path">The file.</param>
    /// <param name="data">The labelled frames.</param>
    /// <param name="choices">Everything else that decides what the search does, as text.</param>
    /// <exception cref="UserException">
    /// The file is damaged, is of another search, is held by another search, or cannot be read or written.
    /// </exception>
    public SearchJournal(string option, string path, DataSet data, string choices)
    {
        (_option, _path, _search) = (option, path, Identify(data, choices));
        if (!SafeFile.IsFile(option, path)) throw new UserException($"{option} {path} is not a file on a disk; name a file");
        _file = Guard(Open);
        try
        {
            if (!Guard(Read)) Guard(() => Append($"{Heading}{_search}\n"));
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Number of trainings that are in the file.</summary>
    public int Count => _trainings.Count;

    /// <summary>Returns what a training gave, or makes it and writes it to the file.</summary>
    /// <param name="step">Number of the training, from 0.</param>
    /// <param name="file">Content of the network's .json file.</param>
    /// <param name="train">Makes the training.</param>
    /// <exception cref="UserException">The file has the training of another network there.</exception>
    internal SearchOutcome At(int step, byte[] file, Func<SearchOutcome> train)
    {
        string network = Convert.ToHexStringLower(SHA256.HashData(file).AsSpan(0, 6));
        if (step < _trainings.Count)
            return _trainings[step].Network == network ? _trainings[step].Outcome
                : throw new UserException(
                    $"{_option} {_path} is of another version of edgeconv, which tries other networks; name a new file");
        SearchOutcome outcome = train();
        _trainings.Add((network, outcome));
        Guard(() => Append($"{network} {outcome.Line}\n"));
        return outcome;
    }

    /// <summary>Closes the file, so that another search may use it.</summary>
    public void Dispose() => _file.Dispose();

    // Holds the file alone. Without a buffer, each line is in the file as soon as its training is done.
    private FileStream Open()
    {
        try
        {
            return new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException e) when ((e.HResult & 0xFFFF) == s_isHeld)
        {
            throw new UserException($"{_option} {_path} is in use by another search; wait until it ends, or name another file");
        }
    }

    private bool Append(string text)
    {
        _file.Seek(0, SeekOrigin.End);
        _file.Write(Encoding.UTF8.GetBytes(text));
        return true;
    }

    // Reads the file; returns false if it has no whole line.
    private bool Read()
    {
        if (_file.Length > MaxBytes) throw new UserException($"{_option} {_path} is no file of a search; name a new file");
        byte[] bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        string text = Encoding.UTF8.GetString(bytes), whole = text[..(text.LastIndexOf('\n') + 1)];
        if (whole.Length == 0 && (Heading + _search).StartsWith(text, StringComparison.Ordinal))
        {
            _file.SetLength(0);
            return false;
        }
        string[] lines = whole.Split('\n');
        if (!lines[0].StartsWith(Heading, StringComparison.Ordinal))
            throw new UserException($"{_option} {_path} is no file of a search; name a new file");
        if (lines[0] != Heading + _search)
            throw new UserException($"{_option} {_path} is of a search with other data, options or another budget; name a new file");
        for (int i = 1; i < lines.Length - 1; i++)
        {
            string[] parts = lines[i].Split(' ', 2);
            if (parts.Length < 2 || SearchOutcome.Parse(parts[1]) is not { } outcome)
                throw new UserException($"{_option} {_path}: line {i + 1} is damaged; delete it and all lines after it");
            _trainings.Add((parts[0], outcome));
        }
        // What follows the last line end was cut off while it was written.
        if (whole.Length < text.Length) _file.SetLength(Encoding.UTF8.GetByteCount(whole));
        return true;
    }

    // A line about everything that decides what the search does.
    private static string Identify(DataSet data, string choices)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{data.Shape} {data.Kind} {string.Join('\n', data.Classes)} {choices}"));
        foreach (LabelledRecording recording in data.Recordings)
        {
            hash.AppendData(BitConverter.GetBytes(recording.Label));
            hash.AppendData(MemoryMarshal.AsBytes(recording.Values.AsSpan()));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"{_option} {_path} cannot be used: {e.Message}");
        }
    }
}
