namespace EdgeConv.Measurement.Captures;

/// <summary>The edges of one channel of a capture.</summary>
/// <param name="File">Path of the file.</param>
/// <param name="Channel">The channel that was read.</param>
/// <param name="Channels">Number of channels in the file.</param>
/// <param name="Edges">Edges of the channel; at least its first level is known.</param>
/// <param name="TicksPerSecond">Ticks per second of the edges' times, above 0.</param>
/// <param name="SampleTicks">Ticks from sample to sample, or 0 if the file does not say.</param>
/// <param name="Threshold">Voltage between low and high of an analog channel, in volts; null for a digital channel.</param>
/// <param name="Cut">Reason why the end of the capture may be missing, or null.</param>
public sealed record Capture(string File, CaptureChannel Channel, int Channels, EdgeList Edges, double TicksPerSecond, long SampleTicks,
    double? Threshold, string? Cut)
{
    // A swing below this many volts is noise at one level.
    private const double MinSwing = 0.2;

    /// <summary>Length of the capture in seconds.</summary>
    public double Seconds => (Edges.End - Edges.Start) / TicksPerSecond;

    /// <summary>Reads a file.</summary>
    /// <param name="path">A sigrok session (.sr), a value change dump (.vcd) or a table (.csv).</param>
    /// <param name="channel">Name of the channel; null takes the channel named pwm, or else the only one that changes.</param>
    /// <param name="threshold">Voltage between low and high of analog channels, in volts; null takes the middle of their two
    /// levels.</param>
    /// <exception cref="UserException">The file is missing or damaged, has no such channel, or has several channels that
    /// change.</exception>
    public static Capture Read(string path, string? channel, double? threshold) =>
        BoundedFile.Input(path, path, "a capture (.sr, .vcd or .csv)", () =>
        {
            using CaptureFile file = CaptureFile.Open(path);
            return Read(file, path, channel, threshold);
        });

    private static Capture Read(CaptureFile file, string path, string? name, double? threshold)
    {
        CaptureChannel[] channels = [.. file.Channels];
        CaptureChannel[] called = [.. channels.Where(channel => channel.Name.Equals("pwm", StringComparison.OrdinalIgnoreCase))];
        if (name is null && called.Length == 1) name = called[0].Name;
        bool[] wanted = [.. channels.Select(channel => name is null || channel.Name == name)];
        if (!wanted.Contains(true)) throw new UserException($"--channel {Printable.Text(name!, 40)}: {path} has {Names(channels)}");
        if (name is not null && wanted.Count(isWanted => isWanted) > 1)
            throw new UserException($"--channel {Printable.Text(name, 40)}: several channels of {path} have this name; rename one of them");

        (Comparator?[] comparators, double?[] thresholds) = Comparators(file, channels, wanted, threshold);
        var recorder = new EdgeRecorder(comparators, wanted);
        file.Read(recorder);
        int chosen = Choose(channels, wanted, recorder.Edges, path);
        EdgeList edges = recorder.Edges[chosen];
        string? cut = recorder.IsFull ? $"too many edges: measured up to {edges.End / file.TicksPerSecond:0.###} s" : file.Cut;
        return new Capture(path, channels[chosen], channels.Length, edges, file.TicksPerSecond, file.SampleTicks, thresholds[chosen], cut);
    }

    private static (Comparator?[], double?[]) Comparators(CaptureFile file, CaptureChannel[] channels, bool[] wanted, double? threshold)
    {
        var comparators = new Comparator?[channels.Length];
        double?[] thresholds = new double?[channels.Length];
        if (!channels.Where((channel, i) => wanted[i] && channel.IsAnalog).Any()) return (comparators, thresholds);
        var levels = new AnalogLevels(channels.Length);
        file.ReadSome(levels);
        for (int i = 0; i < channels.Length; i++)
        {
            if (!wanted[i] || !channels[i].IsAnalog || levels.Of(i) is not { } found) continue;
            double swing = found.High - found.Low, middle = threshold ?? (found.Low + found.High) / 2;
            // The level of a line that does not move is judged as by a 3.3 V input: low below half of 3.3 V, else high.
            if (swing < MinSwing && threshold is null) middle = 1.65;
            thresholds[i] = middle;
            comparators[i] = Comparator.Around(middle, swing);
        }
        return (comparators, thresholds);
    }

    private static int Choose(CaptureChannel[] channels, bool[] wanted, EdgeList[] edges, string path)
    {
        int[] there = [.. Enumerable.Range(0, channels.Length).Where(i => wanted[i] && edges[i].IsKnown)];
        if (there.Length == 0) throw new UserException(
            $"{path} holds no level{(wanted.Count(one => one) == 1 ? $" on channel {channels[Array.IndexOf(wanted, true)].Name}" : "")}");
        if (there.Length == 1) return there[0];
        int[] moving = [.. there.Where(i => edges[i].Count > 0)];
        if (moving.Length == 1) return moving[0];
        string which = moving.Length == 0 ? $"none of {Names(channels)} changes" : string.Join(", ",
            moving.Take(8).Select(i => $"{Printable.Text(channels[i].Name, 20)} ({Amount.Of(edges[i].Count, "edge")})"));
        throw new UserException($"{path}: choose the channel with --channel: {which}");
    }

    private static string Names(CaptureChannel[] channels) =>
        string.Join(", ", channels.Take(16).Select(channel => Printable.Text(channel.Name, 20))) + (channels.Length > 16 ? ", ..." : "");
}
