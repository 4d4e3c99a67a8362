using System.Diagnostics;

namespace EdgeConv.Board;

/// <summary>Sends recorded frames to a board at an even rate.</summary>
public static class FrameTransmission
{
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(0.5);

    /// <summary>Sends the frames of a recording.</summary>
    /// <param name="line">The line to the board.</param>
    /// <param name="recording">The frames.</param>
    /// <param name="framesPerSecond">Frames per second, above 0.</param>
    /// <param name="repeats">Whether to begin again at the end, until the caller stops it.</param>
    /// <param name="onFrame">Called with the number of frames sent so far, or null.</param>
    /// <param name="stop">Ends the transmission after the current frame.</param>
    /// <returns>The number of frames sent.</returns>
    /// <exception cref="UserException">The line is too slow for the rate, or the connection is lost.</exception>
    public static int Run(BoardLine line, Recording recording, double framesPerSecond, bool repeats, Action<int>? onFrame,
        CancellationToken stop)
    {
        var time = Stopwatch.StartNew();
        // A board ignores a frame with the same number as the frame before. The first number is random, so that it rarely is that of an
        // earlier run.
        int sent = 0, first = Random.Shared.Next(1 << 16);
        do
        {
            foreach (RecordedFrame frame in recording.Frames)
            {
                while (TimeSpan.FromSeconds(sent / framesPerSecond) - time.Elapsed is var wait && wait > TimeSpan.Zero)
                {
                    if (stop.WaitHandle.WaitOne(wait < s_wait ? wait : s_wait)) return sent;
                    line.KeepAlive();
                }
                if (stop.IsCancellationRequested) return sent;
                FramePacket.Write(line.Writer, first + sent, recording.Format, frame.Values);
                if (line.SecondsOfPacket * framesPerSecond > 1)
                    throw new UserException($"--rate {framesPerSecond}: a frame of {Amount.Of(line.Writer.Length, "byte")} takes " +
                        $"{line.SecondsOfPacket * 1000:0.#} ms at {line.Baud} baud; at most {Math.Floor(10 / line.SecondsOfPacket) / 10} " +
                        "a second fit, or set a higher --baud on both sides");
                line.Send();
                sent++;
                onFrame?.Invoke(sent);
            }
        }
        while (repeats);
        return sent;
    }
}
