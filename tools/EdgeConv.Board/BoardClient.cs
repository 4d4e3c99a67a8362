namespace EdgeConv.Board;

/// <summary>When a setting that a board accepted takes effect.</summary>
public enum Acceptance
{
    /// <summary>The setting is in effect.</summary>
    Now,

    /// <summary>The setting takes effect after a restart.</summary>
    AfterRestart,
}

/// <summary>
/// Queries and commands a running board, packet by packet. A packet that gets no answer is sent again, at most three times in all.
/// </summary>
/// <param name="line">The line to the board.</param>
/// <param name="patience">Maximum time to wait for an answer.</param>
/// <param name="stop">Ends every wait.</param>
public sealed class BoardClient(BoardLine line, TimeSpan patience, CancellationToken stop)
{
    private const int Tries = 3;

    // A board that has just started may take this long to find its sensor.
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(2);

    // The first number is random, so that an answer to a packet of an earlier program is not mistaken for an answer to ours.
    private int _sequence = Random.Shared.Next(1 << 16);

    private CancellationToken _stop = stop;

    /// <summary>The line to the board.</summary>
    public BoardLine Line => line;

    /// <summary>Maximum time to wait for an answer.</summary>
    public TimeSpan Patience => patience;

    /// <summary>Whether the caller asked to stop.</summary>
    public bool IsStopped => _stop.IsCancellationRequested;

    /// <summary>Called with each line of the board's log that comes during a wait.</summary>
    public Action<string>? OnLog { get; set; }

    /// <summary>
    /// Called with each packet that comes while the client waits for an answer and is none, such as a step of the loop.
    /// </summary>
    public Action<PacketReader>? OnOther { get; set; }

    /// <summary>Returns a client with the same options for another line to the same board.</summary>
    public BoardClient On(BoardLine another) => new(another, patience, _stop) { OnLog = OnLog, OnOther = OnOther };

    /// <summary>Waits, but not longer than until the caller asks to stop.</summary>
    public void Wait(TimeSpan time) => _stop.WaitHandle.WaitOne(time);

    /// <summary>Asks for the board's description.</summary>
    /// <exception cref="UserException">The board does not answer, or speaks another version of the protocol.</exception>
    public BoardDescription Describe() => Ask(PacketKind.Query, PacketKind.Description, _ => { }, BoardDescription.Read);

    /// <summary>Asks for the board's description until its loop runs, for at most two seconds.</summary>
    /// <exception cref="UserException">The board does not answer, or speaks another version of the protocol.</exception>
    public BoardDescription DescribeSettled()
    {
        DateTime until = DateTime.UtcNow + s_start;
        BoardDescription board = Describe();
        while (board.Frames is null && DateTime.UtcNow < until && !_stop.WaitHandle.WaitOne(100)) board = Describe();
        return board;
    }

    /// <summary>Asks for the description of a board whose loop runs: frames, input and output are not null.</summary>
    /// <exception cref="UserException">The board does not answer, or its loop does not run after two seconds.</exception>
    public BoardDescription DescribeRunning()
    {
        BoardDescription board = DescribeSettled();
        return board is { Frames: not null, Input: not null, Output: not null } ? board : throw new UserException(
            $"{line.Name}: {Printable.Text(board.Name)} runs no loop: it waits for its sensor, or its settings do not fit " +
            $"(see edgeconv board info {line.Name})");
    }

    /// <summary>Asks for the board's status.</summary>
    /// <exception cref="UserException">The board does not answer.</exception>
    public StatusPacket Status() => Ask(PacketKind.GetStatus, PacketKind.Status, _ => { }, StatusPacket.Read);

    /// <summary>Asks for all settings, in the board's order.</summary>
    /// <exception cref="UserException">The board does not answer.</exception>
    public IReadOnlyList<KeyValuePair<string, string>> Settings()
    {
        List<KeyValuePair<string, string>> settings = [];
        int count, before;
        do
        {
            int first = before = settings.Count;
            (count, string lines) = Ask(PacketKind.GetSettings, PacketKind.Settings, writer => writer.Byte(first),
                reader => reader.PayloadLength > 2 && reader.Byte(1) == first ? (reader.Byte(0), AnswerPacket.ReadText(reader, 2))
                : ((int, string)?)null)!.Value;
            foreach (string text in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                if (text.Split('=', 2) is [var key, var value]) settings.Add(new(Printable.Text(key, 40), Printable.Text(value, 100)));
        }
        while (settings.Count < count && settings.Count > before);
        return settings;
    }

    /// <summary>Changes settings; the board accepts all of them or none.</summary>
    /// <param name="settings">Settings, each KEY=VALUE in ASCII.</param>
    /// <exception cref="UserException">The board does not answer, or refuses with the reason in the message; or the text is too long or not
    /// ASCII.</exception>
    public Acceptance Set(IEnumerable<string> settings)
    {
        string text = string.Join('\n', settings);
        if (text.Length > AnswerPacket.MaxTextBytes || !Ascii.IsValid(text))
            throw new UserException($"settings must be ASCII, at most {Amount.Of(AnswerPacket.MaxTextBytes, "character")} in one command");
        return Command(PacketKind.SetSettings, text);
    }

    /// <summary>Saves the settings to the board's drive, so that they stay after a restart.</summary>
    /// <exception cref="UserException">The board does not answer, or cannot write its drive.</exception>
    public void Save() => Command(PacketKind.SaveSettings);

    /// <summary>Restarts the board and waits until it answers again.</summary>
    /// <param name="timeout">Maximum time for the restart.</param>
    /// <param name="open">Opens another line to a board on the network, because the restart ends the connection.</param>
    /// <returns>The board's description after the restart.</returns>
    /// <exception cref="UserException">The board does not answer before or after the restart.</exception>
    public BoardDescription Restart(TimeSpan timeout, Func<BoardLine> open)
    {
        Command(PacketKind.Restart);
        DateTime until = DateTime.UtcNow + timeout;
        // The board keeps its output safe for a second and then restarts.
        _stop.WaitHandle.WaitOne(1500);
        while (true)
        {
            try
            {
                if (line.Writer.Session is null) return Describe();
                using BoardLine another = open();
                return On(another).Describe();
            }
            catch (UserException) when (DateTime.UtcNow < until && !_stop.WaitHandle.WaitOne(200))
            {
                // The board is still starting: try again.
            }
        }
    }

    /// <summary>Waits for the next packet that is not a line of the log. Returns false if none comes in time.</summary>
    /// <param name="timeout">Maximum time to wait.</param>
    /// <exception cref="UserException">The connection to the board is lost.</exception>
    public bool Receive(TimeSpan timeout)
    {
        DateTime until = DateTime.UtcNow + timeout;
        do
        {
            TimeSpan left = until - DateTime.UtcNow;
            if (!line.Receive(left > TimeSpan.Zero ? left : TimeSpan.Zero, _stop)) return false;
            if (line.Reader.Kind != PacketKind.Log) return true;
            OnLog?.Invoke(AnswerPacket.ReadText(line.Reader, 0));
        }
        while (DateTime.UtcNow < until);
        return false;
    }

    /// <summary>Allows further commands after a stop, so that the caller can restore the board's settings.</summary>
    internal void Resume() => _stop = CancellationToken.None;

    internal Acceptance Command(int kind, string text = "")
    {
        (int code, string reason) = Ask(kind, PacketKind.Answer, writer => AnswerPacket.WriteText(writer, text),
            reader => reader.PayloadLength > 0 ? (reader.Byte(0), AnswerPacket.ReadText(reader, 1)) : ((int, string)?)null)!.Value;
        return code switch
        {
            AnswerPacket.Done => Acceptance.Now,
            AnswerPacket.AfterRestart => Acceptance.AfterRestart,
            _ => throw Refused(reason),
        };
    }

    private RefusedException Refused(string reason) => new(line.Name, Printable.Text(reason, 300));

    /// <summary>Sends a question, and sends it again if no answer comes.</summary>
    /// <param name="kind">Kind of the question's packet.</param>
    /// <param name="answer">Kind of the answer's packet.</param>
    /// <param name="payload">Writes the payload of the question.</param>
    /// <param name="read">Reads the answer; returns null if the packet is not the answer.</param>
    /// <exception cref="UserException">The board does not answer, or refuses with the reason in the message.</exception>
    internal T Ask<T>(int kind, int answer, Action<PacketWriter> payload, Func<PacketReader, T?> read)
    {
        int damaged = line.Reader.Damaged, otherVersion = line.Reader.OfOtherVersion, others = 0;
        for (int i = 0; i < Tries && !_stop.IsCancellationRequested; i++)
        {
            int sequence = ++_sequence & 0xFFFF;
            line.Writer.Begin(kind, sequence);
            payload(line.Writer);
            line.Writer.End();
            line.Send();
            DateTime until = DateTime.UtcNow + patience;
            while (until - DateTime.UtcNow is var left && left > TimeSpan.Zero && Receive(left))
            {
                bool isOurs = line.Reader.Sequence == sequence;
                if (isOurs && line.Reader.Kind == answer && read(line.Reader) is { } found) return found;
                if (isOurs && line.Reader.Kind == PacketKind.Answer && line.Reader.PayloadLength > 0)
                    throw Refused(AnswerPacket.ReadText(line.Reader, 1));
                others++;
                OnOther?.Invoke(line.Reader);
            }
        }
        if (_stop.IsCancellationRequested) throw new UserException($"{line.Name}: the command was stopped before the board answered");
        string seen = line.Reader.OfOtherVersion > otherVersion
            ? $"its firmware speaks another version of the protocol than this program ({PacketWriter.Version}); deploy the firmware of " +
                "this version"
            : line.Reader.Damaged > damaged
                ? "the bytes that come are not packets; check --baud and that this is not the port of the debug output"
            : others > 0 ? "it sends packets, but not the answer; try again"
            : "check that EdgeConv's firmware runs, that TX and RX are crossed, and that --baud is the firmware's";
        throw new UserException($"{line.Name}: no answer from the board: {seen}");
    }
}
