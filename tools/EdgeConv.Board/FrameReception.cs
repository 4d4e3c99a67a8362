using System.Diagnostics;
using EdgeConv.Frames;

namespace EdgeConv.Board;

/// <summary>What came of a reception.</summary>
/// <param name="Frames">All of them.</param>
/// <param name="Lost">Frames that were lost or damaged on the way.</param>
/// <param name="Failure">Why it ended before its time, or null.</param>
public sealed record ReceivedFrames(IReadOnlyList<short[]> Frames, int Lost, string? Failure);

/// <summary>Takes the frames of a board's own sensor.</summary>
public static class FrameReception
{
    /// <summary>Most values of all frames together.</summary>
    public const long MaxValues = 64L << 20;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    /// <summary>Takes frames until there are enough, the time is over, or it is stopped.</summary>
    /// <param name="line">The line.</param>
    /// <param name="format">Of the board's frames.</param>
    /// <param name="count">Most frames.</param>
    /// <param name="duration">Longest time.</param>
    /// <param name="onFrame">Called with the number of frames, or null.</param>
    /// <param name="stop">Ends it.</param>
    public static ReceivedFrames Run(SerialLine line, FrameFormat format, int count, TimeSpan duration, Action<int>? onFrame,
        CancellationToken stop)
    {
        List<short[]> frames = [];
        var time = Stopwatch.StartNew();
        int lost = line.Reader.Lost;
        string? failure = null;
        short[] frame = new short[format.Length];
        try
        {
            while (frames.Count < count && (frames.Count + 1L) * format.Length <= MaxValues)
            {
                TimeSpan left = duration - time.Elapsed, wait = left < s_patience ? left : s_patience;
                if (wait <= TimeSpan.Zero) break;
                if (!line.Receive(wait, stop))
                {
                    if (!stop.IsCancellationRequested && time.Elapsed < duration)
                        failure = $"{line.Name}: no frame for {s_patience.TotalSeconds:0} s";
                    break;
                }
                if (!FramePacket.Read(line.Reader, format, frame)) continue;
                frames.Add((short[])frame.Clone());
                onFrame?.Invoke(frames.Count);
            }
        }
        catch (UserException gone)
        {
            // What came until then is not thrown away.
            failure = gone.Message;
        }
        return new ReceivedFrames(frames, line.Reader.Lost - lost, failure);
    }
}
