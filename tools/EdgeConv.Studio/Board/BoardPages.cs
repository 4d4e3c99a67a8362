namespace EdgeConv.Studio.Board;

/// <summary>The pages that follow the board. Each gets the newest state when it comes, and then every change.</summary>
internal sealed class BoardPages
{
    private const int MaxLines = 100;

    private readonly object _lock = new();
    private readonly List<PageFeed> _feeds = [];
    private readonly Dictionary<string, object> _newest = [];
    private readonly Queue<string> _log = [];
    private long _lastGone = Environment.TickCount64;

    /// <summary>Milliseconds since the last page went; 0 while there is one.</summary>
    public long MillisecondsWithout
    {
        get
        {
            lock (_lock) return _feeds.Count > 0 ? 0 : Environment.TickCount64 - _lastGone;
        }
    }

    /// <summary>Adds a page.</summary>
    public PageFeed Open()
    {
        var feed = new PageFeed();
        lock (_lock)
        {
            foreach ((string name, object value) in _newest) feed.Set(name, value);
            foreach (string line in _log) feed.Log(line);
            _feeds.Add(feed);
        }
        return feed;
    }

    /// <summary>Removes a page.</summary>
    public void Close(PageFeed feed)
    {
        lock (_lock)
        {
            _feeds.Remove(feed);
            _lastGone = Environment.TickCount64;
        }
    }

    /// <summary>Sends the newest value of a name to all pages.</summary>
    public void Set(string name, object value)
    {
        lock (_lock)
        {
            _newest[name] = value;
            foreach (PageFeed feed in _feeds) feed.Set(name, value);
        }
    }

    /// <summary>Sends a step to all pages.</summary>
    public void Step(object step)
    {
        lock (_lock)
            foreach (PageFeed feed in _feeds) feed.Step(step);
    }

    /// <summary>Sends a line of the board's log to all pages.</summary>
    public void Log(string line)
    {
        lock (_lock)
        {
            if (_log.Count == MaxLines) _log.Dequeue();
            _log.Enqueue(line);
            foreach (PageFeed feed in _feeds) feed.Log(line);
        }
    }

    /// <summary>Forgets what belonged to an earlier board.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _log.Clear();
            _newest.Remove("status");
            _newest.Remove("maps");
        }
    }
}
