namespace EdgeConv.Board;

/// <summary>The board refuses a command and has changed nothing.</summary>
/// <param name="board">Address of the board.</param>
/// <param name="reason">The board's reason.</param>
public sealed class RefusedException(string board, string reason) : UserException($"{board}: the board refuses: {reason}")
{
    /// <summary>The board's reason, such as "output1.safe: 9000 is outside the map, which gives 500..1000".</summary>
    public string Reason => reason;
}
