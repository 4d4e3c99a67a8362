namespace EdgeConv.Board;

/// <summary>Asks a board what it is.</summary>
public static class BoardQuery
{
    private const int Tries = 3;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    // What the firmware calls each role, and what a board does in it.
    private static readonly Dictionary<int, (string Use, string Does)> s_roles = new()
    {
        [BoardDescription.TakesFrames] = ("TakesFrames", "takes frames"),
        [BoardDescription.GivesFrames] = ("GivesFrames", "gives frames"),
    };

    /// <summary>The answer of a board in a role.</summary>
    /// <param name="line">Has room for <see cref="BoardDescription.MaxBytes"/>.</param>
    /// <param name="role">A role of <see cref="BoardDescription"/>.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="UserException">No answer, or the board is in another role.</exception>
    public static BoardDescription Ask(SerialLine line, int role, CancellationToken stop)
    {
        int damaged = line.Reader.Damaged, others = 0;
        for (int i = 0; i < Tries && !stop.IsCancellationRequested; i++)
        {
            line.Writer.Begin(PacketKind.Query, i);
            line.Writer.End();
            line.Send();
            DateTime until = DateTime.UtcNow + s_patience;
            while (until - DateTime.UtcNow is var left && left > TimeSpan.Zero && line.Receive(left, stop))
            {
                if (BoardDescription.Read(line.Reader) is { } board) return board.Role == role ? board : throw new UserException(
                    $"{line.Name}: {Printable.Text(board.Name)} {Of(board.Role).Does}; set Serial = SerialUse.{Of(role).Use} in the " +
                    "firmware's Program.cs");
                others++;
            }
        }
        string seen = line.Reader.Damaged > damaged
            ? "what comes is no packet: another --baud than the firmware's, or the port of the debug output?"
            : others > 0 ? "packets come, but no answer"
            : "is the firmware running with it, TX crossed with RX, and --baud the firmware's?";
        throw new UserException($"{line.Name}: no answer from a board with Serial = SerialUse.{Of(role).Use}: {seen}");
    }

    private static (string Use, string Does) Of(int role) => s_roles.GetValueOrDefault(role, ("RunsModel", "runs a model"));
}
