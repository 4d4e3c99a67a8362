namespace EdgeConv
{
    /// <summary>
    /// What a <see cref="SystemClock"/> counts by: the chip's timer on the board, Stopwatch on the desktop. Never a wall clock, which can
    /// be set back.
    /// </summary>
    public interface ITickSource
    {
        /// <summary>Microseconds since an arbitrary start. Never goes back; may be read from any thread.</summary>
        long Microseconds { get; }
    }
}
