namespace EdgeConv.Board;

/// <summary>What a board said of a setting: done now, or after a restart.</summary>
public enum Acceptance
{
    /// <summary>It has effect.</summary>
    Now,

    /// <summary>It has effect after a restart.</summary>
    AfterRestart,
}

/// <summary>Asks and commands a running board, packet by packet; a packet that gets no answer is sent again.</summary>
/// <param name="line">The line to it.</param>
/// <param name="patience">How long an answer may take.</param>
/// <param name="stop">Ends every wait.</param>
public sealed class BoardClient(BoardLine line, TimeSpan patience, CancellationToken stop)
{
    private const int Tries = 3;

    // A board that has just started takes a moment to find its sensor.
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(2);

    // Of this program's start: a board passes over nothing, but an answer to an earlier program's packet must not be taken for ours.
    private int _sequence = Random.Shared.Next(1 << 16);

    private CancellationToken _stop = stop;

    /// <summary>The line.</summary>
    public BoardLine Line => line;

    /// <summary>How long an answer may take.</summary>
    public TimeSpan Patience => patience;

    /// <summary>Whether it was asked to stop.</summary>
    public bool IsStopped => _stop.IsCancellationRequested;

    /// <summary>Called with each line of the board's log that comes meanwhile.</summary>
    public Action<string>? OnLog { get; set; }

    /// <summary>This client on another line to the same board.</summary>
    public BoardClient On(BoardLine another) => new(another, patience, _stop) { OnLog = OnLog };

    /// <summary>Waits, unless it is asked to stop.</summary>
    public void Wait(TimeSpan time) => _stop.WaitHandle.WaitOne(time);

    /// <summary>What the board is.</summary>
    /// <exception cref="UserException">No answer, or one of another version.</exception>
    public BoardDescription Describe() => Ask(PacketKind.Query, PacketKind.Description, _ => { }, BoardDescription.Read);

    /// <summary>What the board is once its loop runs, or after a while without one.</summary>
    /// <exception cref="UserException">No answer, or one of another version.</exception>
    public BoardDescription DescribeSettled()
    {
        DateTime until = DateTime.UtcNow + s_start;
        BoardDescription board = Describe();
        while (board.Frames is null && DateTime.UtcNow < until && !_stop.WaitHandle.WaitOne(100)) board = Describe();
        return board;
    }

    /// <summary>What the board is, with a loop that runs.</summary>
    /// <exception cref="UserException">No answer, or it still waits for its sensor.</exception>
    public BoardDescription DescribeRunning()
    {
        BoardDescription board = DescribeSettled();
        return board is { Frames: not null, Input: not null, Output: not null } ? board : throw new UserException(
            $"{line.Name}: {Printable.Text(board.Name)} runs no loop: it waits for its sensor, or its settings do not fit " +
            $"(edgeconv board info {line.Name})");
    }

    /// <summary>How the board is.</summary>
    /// <exception cref="UserException">No answer.</exception>
    public StatusPacket Status() => Ask(PacketKind.GetStatus, PacketKind.Status, _ => { }, StatusPacket.Read);

    /// <summary>All settings, in the board's order.</summary>
    /// <exception cref="UserException">No answer.</exception>
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

    /// <summary>Sets values; the board takes all of them or none.</summary>
    /// <param name="settings">KEY=VALUE each.</param>
    /// <exception cref="UserException">No answer, or the board refuses; the message has its reason.</exception>
    public Acceptance Set(IEnumerable<string> settings)
    {
        string text = string.Join('\n', settings);
        if (text.Length > AnswerPacket.MaxTextBytes || !Ascii.IsValid(text))
            throw new UserException($"settings: at most {Amount.Of(AnswerPacket.MaxTextBytes, "character")} of ASCII in one go");
        return Command(PacketKind.SetSettings, text);
    }

    /// <summary>Keeps the settings through a restart.</summary>
    /// <exception cref="UserException">No answer, or the board's drive cannot be written.</exception>
    public void Save() => Command(PacketKind.SaveSettings);

    /// <summary>Restarts the board and waits until it answers again.</summary>
    /// <param name="longest">How long that may take.</param>
    /// <param name="open">Opens another line, for a board on the network, whose connection the restart ends.</param>
    /// <exception cref="UserException">No answer, before or after.</exception>
    public BoardDescription Restart(TimeSpan longest, Func<BoardLine> open)
    {
        Command(PacketKind.Restart);
        DateTime until = DateTime.UtcNow + longest;
        // It waits a second with its output safe, and starts.
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
                // Still starting.
            }
        }
    }

    /// <summary>Waits for the next packet that is no line of the log. False where none has come in time.</summary>
    /// <exception cref="UserException">The board is gone.</exception>
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

    /// <summary>Goes on after a stop, to leave the board as it was.</summary>
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

    private UserException Refused(string reason) => new($"{line.Name}: the board refuses: {Printable.Text(reason, 300)}");

    /// <summary>Asks, and asks again where no answer comes.</summary>
    /// <param name="kind">Kind of the question.</param>
    /// <param name="answer">Kind of the answer.</param>
    /// <param name="payload">Writes what is asked.</param>
    /// <param name="read">Reads the answer; gives null where it is none.</param>
    /// <exception cref="UserException">No answer, or the board refuses; the message has its reason.</exception>
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
            }
        }
        if (_stop.IsCancellationRequested) throw new UserException($"{line.Name}: stopped");
        string seen = line.Reader.OfOtherVersion > otherVersion
            ? $"its firmware speaks another version of the protocol than this program ({PacketWriter.Version}): deploy the firmware of " +
                "this version"
            : line.Reader.Damaged > damaged
                ? "what comes is no packet: another --baud than the firmware's, or the port of the debug output?"
            : others > 0 ? "packets come, but no answer"
            : "is EdgeConv's firmware running, TX crossed with RX, and --baud the firmware's?";
        throw new UserException($"{line.Name}: no answer from the board: {seen}");
    }
}
