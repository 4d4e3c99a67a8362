using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace EdgeConv.Training.Searching;

/// <summary>What one training of the search gave.</summary>
/// <param name="Accuracy">Accuracy on the frames that the search kept aside, 0 to 1; 0 if the network could not be trained.</param>
/// <param name="Frames">Number of these frames.</param>
/// <param name="Cost">Cost of the trained model.</param>
internal sealed record SearchOutcome(double Accuracy, int Frames, NetworkCost Cost);

/// <summary>
/// A file with a line for each training of a search, so that an interrupted search can go on: the same search makes the same trainings in
/// the same order, and those in the file need not be made again.
/// </summary>
public sealed class SearchJournal
{
    private const string Heading = "edgeconv search 1 ";

    private readonly string _path;
    private readonly string _search;
    private readonly List<SearchOutcome> _outcomes = [];

    /// <summary>Opens a journal, or begins one if the file does not exist.</summary>
    /// <param name="option">Option that error messages name.</param>
    /// <param name="path">The file.</param>
    /// <param name="data">The labelled frames.</param>
    /// <param name="choices">Everything else that decides what the search does, as text.</param>
    /// <exception cref="UserException">The file is damaged, is of another search, or cannot be read or written.</exception>
    public SearchJournal(string option, string path, DataSet data, string choices)
    {
        (_path, _search) = (path, Identify(data, choices));
        SafeFile.Check(option, path);
        Guard(() =>
        {
            if (File.Exists(path) && new FileInfo(path).Length > 0) Read(option);
            else File.WriteAllText(path, $"{Heading}{_search}\n");
        });
    }

    /// <summary>Number of trainings that are in the file.</summary>
    public int Count => _outcomes.Count;

    /// <summary>Returns what a training gave, or makes it and writes it to the file.</summary>
    internal SearchOutcome At(int step, Func<SearchOutcome> train)
    {
        if (step < _outcomes.Count) return _outcomes[step];
        SearchOutcome outcome = train();
        _outcomes.Add(outcome);
        Guard(() => File.AppendAllText(_path, string.Create(CultureInfo.InvariantCulture, $"{outcome.Accuracy:R} {outcome.Frames} " +
            $"{outcome.Cost.Instructions} {outcome.Cost.RamBytes} {outcome.Cost.FlashBytes}\n")));
        return outcome;
    }

    private void Read(string option)
    {
        string[] lines = File.ReadAllText(_path).Split('\n');
        if (!lines[0].StartsWith(Heading, StringComparison.Ordinal))
            throw new UserException($"{option} {_path} is no file of a search; name a new file");
        if (lines[0] != Heading + _search)
            throw new UserException($"{option} {_path} is of a search with other data, options or another budget; name a new file");
        // What follows the last line end was cut off while it was written.
        for (int i = 1; i < lines.Length - 1; i++)
        {
            string[] parts = lines[i].Split(' ');
            if (parts.Length != 5 || !double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double accuracy)
                || !(accuracy is >= 0 and <= 1) || !int.TryParse(parts[1], NumberStyles.None, null, out int frames)
                || !long.TryParse(parts[2], NumberStyles.None, null, out long instructions)
                || !long.TryParse(parts[3], NumberStyles.None, null, out long ram)
                || !long.TryParse(parts[4], NumberStyles.None, null, out long flash))
                throw new UserException($"{option} {_path}: line {i + 1} is damaged; delete it and all lines after it");
            _outcomes.Add(new SearchOutcome(accuracy, frames, new NetworkCost(instructions, ram, flash)));
        }
        File.WriteAllLines(_path, lines[..^1]);
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

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"{_path} cannot be used: {e.Message}");
        }
    }
}
