namespace EdgeConv.Board;

/// <summary>
/// Receives the steps of a board's loop. The board streams them until this object is disposed, which restores the earlier setting.
/// </summary>
public sealed class StepStream : IDisposable
{
    private const string Key = "stream";

    private readonly string _before;
    private readonly int _lost;

    /// <summary>Asks the board to stream.</summary>
    /// <param name="client">Client of the board.</param>
    /// <param name="board">Description of the board; its loop runs, so it has frames and an output.</param>
    /// <param name="every">N if the board sends every Nth step, 1 to 1000.</param>
    /// <exception cref="UserException">The board does not answer.</exception>
    public StepStream(BoardClient client, BoardDescription board, int every)
    {
        Client = client;
        Board = board;
        Every = every;
        _before = client.Settings().FirstOrDefault(setting => setting.Key == Key).Value ?? "0";
        client.Set([$"{Key}={every}"]);
        StatusPacket status = client.Status();
        // A model that is slower than the period delays the steps.
        long microseconds = Math.Max(status.PeriodMicroseconds, status.InferenceMicroseconds);
        Patience = client.Patience + 2 * every * TimeSpan.FromMicroseconds(microseconds);
        _lost = client.Line.Reader.Lost;
    }

    /// <summary>Client of the board.</summary>
    public BoardClient Client { get; }

    /// <summary>Description of the board.</summary>
    public BoardDescription Board { get; }

    /// <summary>N if the board sends every Nth step.</summary>
    public int Every { get; }

    /// <summary>Maximum time to wait for the next step.</summary>
    public TimeSpan Patience { get; }

    /// <summary>Number of steps that were lost on the line, or that the board had no time to send.</summary>
    public int Lost => Client.Line.Reader.Lost - _lost;

    /// <summary>Waits for the next step. Returns null if none comes in time.</summary>
    /// <param name="patience">Maximum time to wait.</param>
    /// <exception cref="UserException">The connection to the board is lost.</exception>
    public StepPacket? Next(TimeSpan patience)
    {
        DateTime until = DateTime.UtcNow + patience;
        while (until - DateTime.UtcNow is var left && left > TimeSpan.Zero && Client.Receive(left))
            if (StepPacket.Read(Client.Line.Reader, Board.Frames, Board.Output.Length) is { } step) return step;
        return null;
    }

    /// <summary>Returns the steps as they come, until there are enough or the caller stops it.</summary>
    /// <param name="count">Number of steps; 0 for no limit.</param>
    /// <exception cref="UserException">The board sends no more steps.</exception>
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
            // The connection is lost, so the setting cannot be restored.
        }
    }
}
