namespace EdgeConv.Studio.Board;

/// <summary>
/// What one page has not been sent yet. It never holds up the board: of a state only the newest is kept, and of the steps the newest ones.
/// </summary>
internal sealed class PageFeed
{
    /// <summary>Maximum number of steps that wait for a slow page.</summary>
    public const int MaxSteps = 32;

    private const int MaxLines = 100;

    private readonly object _lock = new();
    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly Dictionary<string, object> _newest = [];
    private readonly Queue<object> _steps = [];
    private readonly Queue<string> _log = [];

    /// <summary>Replaces the newest value of a name.</summary>
    public void Set(string name, object value) => Change(() => _newest[name] = value);

    /// <summary>Adds a step; the oldest one is dropped if there is no room.</summary>
    public void Step(object step) => Change(() => Enqueue(_steps, step, MaxSteps));

    /// <summary>Adds a line of the log.</summary>
    public void Log(string line) => Change(() => Enqueue(_log, line, MaxLines));

    /// <summary>Waits until there is something to send, and returns it as one object; it is null after a second of silence.</summary>
    public async Task<Dictionary<string, object>?> Next(CancellationToken cancellation)
    {
        if (!await _signal.WaitAsync(TimeSpan.FromSeconds(1), cancellation)) return null;
        lock (_lock)
        {
            Dictionary<string, object> next = new(_newest);
            _newest.Clear();
            if (_steps.Count > 0) next["steps"] = _steps.ToArray();
            if (_log.Count > 0) next["log"] = _log.ToArray();
            _steps.Clear();
            _log.Clear();
            return next;
        }
    }

    private static void Enqueue<T>(Queue<T> queue, T item, int max)
    {
        if (queue.Count == max) queue.Dequeue();
        queue.Enqueue(item);
    }

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
            if (_signal.CurrentCount == 0) _signal.Release();
        }
    }
}
