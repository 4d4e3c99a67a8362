using System.Diagnostics;

namespace EdgeConv.Board;

/// <summary>Result of a reception.</summary>
/// <param name="Frames">The received frames, each row-major HWC in the sensor's units.</param>
/// <param name="Lost">Number of frames that were lost or damaged on the line.</param>
/// <param name="Failure">Reason why the reception ended early, or null.</param>
public sealed record ReceivedFrames(IReadOnlyList<short[]> Frames, int Lost, string? Failure);

/// <summary>Receives the frames of a board's own sensor.</summary>
public static class FrameReception
{
    /// <summary>Maximum number of values of all frames together.</summary>
    public const long MaxValues = 64L << 20;

    /// <summary>Receives frames until there are enough, the time is over, or the caller stops it.</summary>
    /// <param name="stream">The steps of the board's loop.</param>
    /// <param name="count">Maximum number of frames, at least 1.</param>
    /// <param name="duration">Maximum duration of the reception.</param>
    /// <param name="onFrame">Called with the number of frames so far, or null.</param>
    /// <param name="stop">Ends the reception.</param>
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
                        failure = $"{stream.Client.Line.Name}: the board sent no frame for {patience.TotalSeconds:0} s";
                    break;
                }
                if (step.FrameStatus != FrameStatus.Ready) continue;
                frames.Add(step.Frame);
                onFrame?.Invoke(frames.Count);
            }
        }
        catch (UserException gone)
        {
            // The frames received until now are kept.
            failure = gone.Message;
        }
        return new ReceivedFrames(frames, stream.Lost, failure);
    }
}
