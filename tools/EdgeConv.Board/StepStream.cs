namespace EdgeConv.Board;

/// <summary>
/// The steps of a board's loop as they come. The board streams while this lives, and then goes back to what it did before.
/// </summary>
public sealed class StepStream : IDisposable
{
    private const string Key = "stream";

    private readonly string _before;
    private readonly int _lost;

    /// <summary>Asks the board to stream.</summary>
    /// <param name="client">The board.</param>
    /// <param name="board">What it is; it has frames and a model.</param>
    /// <param name="every">Every Nth step, 1 to 1000.</param>
    /// <exception cref="UserException">No answer.</exception>
    public StepStream(BoardClient client, BoardDescription board, int every)
    {
        Client = client;
        Board = board;
        Every = every;
        _before = client.Settings().FirstOrDefault(setting => setting.Key == Key).Value ?? "0";
        client.Set([$"{Key}={every}"]);
        StatusPacket status = client.Status();
        // A slow model makes the period longer.
        long microseconds = Math.Max(status.PeriodMicroseconds, status.InferenceMicroseconds);
        Patience = client.Patience + 2 * every * TimeSpan.FromMicroseconds(microseconds);
        _lost = client.Line.Reader.Lost;
    }

    /// <summary>The board.</summary>
    public BoardClient Client { get; }

    /// <summary>What it is.</summary>
    public BoardDescription Board { get; }

    /// <summary>Every how many steps the board sends one.</summary>
    public int Every { get; }

    /// <summary>How long the next step may take.</summary>
    public TimeSpan Patience { get; }

    /// <summary>Steps that were lost on the way, or that the board had no time to send.</summary>
    public int Lost => Client.Line.Reader.Lost - _lost;

    /// <summary>The next step. Null where none has come in time.</summary>
    /// <exception cref="UserException">The board is gone.</exception>
    public StepPacket? Next(TimeSpan patience)
    {
        DateTime until = DateTime.UtcNow + patience;
        while (until - DateTime.UtcNow is var left && left > TimeSpan.Zero && Client.Receive(left))
            if (StepPacket.Read(Client.Line.Reader, Board.Frames, Board.Output.Length) is { } step) return step;
        return null;
    }

    /// <summary>Steps until there are enough, or it is stopped.</summary>
    /// <param name="count">How many; 0 for no end.</param>
    /// <exception cref="UserException">The board sends no more.</exception>
    public IEnumerable<StepPacket> Steps(int count)
    {
        for (int i = 0; (i < count || count == 0) && !Client.IsStopped; i++)
        {
            if (Next(Patience) is { } step) yield return step;
            else if (!Client.IsStopped) throw new UserException($"{Client.Line.Name}: the board sends no more steps");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Client.Resume();
            Client.Set([$"{Key}={_before}"]);
        }
        catch (UserException)
        {
            // The board is gone: it streams to nobody.
        }
    }
}
