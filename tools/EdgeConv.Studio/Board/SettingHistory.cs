namespace EdgeConv.Studio.Board;

/// <summary>The settings of a board: as they are, as they were saved, and the steps between, which can be undone.</summary>
internal sealed class SettingHistory
{
    private const int MaxSteps = 100;

    private readonly List<(string? Gesture, Dictionary<string, string> Before)> _steps = [];

    /// <summary>The settings now, in the board's order, without "stream", which is the studio's own.</summary>
    public IReadOnlyDictionary<string, string> Now { get; private set; } = new Dictionary<string, string>();

    /// <summary>The settings as they were saved last. Those at the connection count as saved.</summary>
    public IReadOnlyDictionary<string, string> Saved { get; private set; } = new Dictionary<string, string>();

    /// <summary>Number of steps that can be undone.</summary>
    public int Steps => _steps.Count;

    /// <summary>The settings that differ from the saved ones.</summary>
    public Dictionary<string, string> Unsaved => Differences(Saved, Now);

    /// <summary>Takes the settings of a board that was just connected or restarted.</summary>
    public void Begin(IEnumerable<KeyValuePair<string, string>> settings)
    {
        Take(settings);
        Saved = Now;
        _steps.Clear();
    }

    /// <summary>Takes the settings after a change.</summary>
    public void Take(IEnumerable<KeyValuePair<string, string>> settings) =>
        Now = settings.Where(setting => setting.Key != "stream").DistinctBy(setting => setting.Key).ToDictionary();

    /// <summary>Notes the values that a change replaces. Changes of one gesture, such as moving a slider, are one step.</summary>
    public void Note(IEnumerable<string> keys, string? gesture)
    {
        if (gesture is not null && _steps.Count > 0 && _steps[^1].Gesture == gesture) return;
        if (_steps.Count == MaxSteps) _steps.RemoveAt(0);
        _steps.Add((gesture, keys.Where(Now.ContainsKey).ToDictionary(key => key, key => Now[key])));
    }

    /// <summary>The values before the last step; empty if there is none.</summary>
    public Dictionary<string, string> Before => _steps.Count > 0 ? _steps[^1].Before : [];

    /// <summary>Removes the last step, because it was undone or refused.</summary>
    public void Forget() => _steps.RemoveAt(_steps.Count - 1);

    /// <summary>Notes that the settings are saved now.</summary>
    public void Save() => Saved = Now;

    /// <summary>The values that lead from some settings back to the saved ones.</summary>
    public Dictionary<string, string> Back => Differences(Now, Saved);

    private static Dictionary<string, string> Differences(
        IReadOnlyDictionary<string, string> from, IReadOnlyDictionary<string, string> to) =>
        to.Where(setting => from.GetValueOrDefault(setting.Key) != setting.Value).ToDictionary();
}
