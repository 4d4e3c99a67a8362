using System.Diagnostics;

namespace EdgeConv.Board;

/// <summary>What came of a reception.</summary>
/// <param name="Frames">All of them.</param>
/// <param name="Lost">Frames that were lost or damaged on the way.</param>
/// <param name="Failure">Why it ended before its time, or null.</param>
public sealed record ReceivedFrames(IReadOnlyList<short[]> Frames, int Lost, string? Failure);

/// <summary>Takes the frames of a board's own sensor.</summary>
public static class FrameReception
{
    /// <summary>Maximum number of values of all frames together.</summary>
    public const long MaxValues = 64L << 20;

    /// <summary>Takes frames until there are enough, the time is over, or it is stopped.</summary>
    /// <param name="stream">The board's steps.</param>
    /// <param name="count">Maximum number of frames.</param>
    /// <param name="duration">Maximum time.</param>
    /// <param name="onFrame">Called with the number of frames, or null.</param>
    /// <param name="stop">Ends it.</param>
    public static ReceivedFrames Run(StepStream stream, int count, TimeSpan duration, Action<int>? onFrame, CancellationToken stop)
    {
        List<short[]> frames = [];
        var time = Stopwatch.StartNew();
        string? failure = null;
        TimeSpan patience = stream.Patience + TimeSpan.FromSeconds(2);
        try
        {
            while (frames.Count < count && (frames.Count + 1L) * stream.Board.Frames.Length <= MaxValues)
            {
                TimeSpan left = duration - time.Elapsed, wait = left < patience ? left : patience;
                if (wait <= TimeSpan.Zero) break;
                if (stream.Next(wait) is not { } step)
                {
                    if (!stop.IsCancellationRequested && time.Elapsed < duration)
                        failure = $"{stream.Client.Line.Name}: no frame for {patience.TotalSeconds:0} s";
                    break;
                }
                if (step.FrameStatus != FrameStatus.Ready) continue;
                frames.Add(step.Frame);
                onFrame?.Invoke(frames.Count);
            }
        }
        catch (UserException gone)
        {
            // What came until then is not thrown away.
            failure = gone.Message;
        }
        return new ReceivedFrames(frames, stream.Lost, failure);
    }
}
