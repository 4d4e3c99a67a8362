using EdgeConv.Board;

namespace EdgeConv.Cli;

/// <summary>The argument and the options that all verbs for a board share.</summary>
internal sealed class BoardOptions
{
    private readonly Argument<string> _address = Options.Address();
    private readonly Option<int> _baud = Options.Baud();
    private readonly Option<string?> _key = Options.Key();
    private readonly Option<double> _timeout = Options.Timeout(1);

    /// <summary>Adds argument and options to a verb; the address comes before its other arguments.</summary>
    public Command AddTo(Command verb)
    {
        verb.Arguments.Insert(0, _address);
        verb.Options.Add(_baud);
        verb.Options.Add(_key);
        verb.Options.Add(_timeout);
        return verb;
    }

    /// <summary>Returns the value of --key, or null.</summary>
    public string? Key(ParseResult parsed) => parsed.GetValue(_key);

    public BoardLine Open(ParseResult parsed) => BoardAddress.Open(parsed.GetValue(_address)!, parsed.GetValue(_baud), Key(parsed));

    /// <summary>Opens a line to the board and runs work with a client for it; Ctrl+C stops the client.</summary>
    public void Use(ParseResult parsed, Action<BoardClient> work)
    {
        using var stop = new StopSignal();
        using BoardLine line = Open(parsed);
        work(new BoardClient(line, TimeSpan.FromSeconds(parsed.GetValue(_timeout)), stop.Token));
    }
}
