namespace EdgeConv.Simulation;

/// <summary>A sensor whose frames are those of a recording, in its own units; after the last one it has ended.</summary>
internal sealed class RecordedSource : IFrameSource
{
    private readonly Recording _recording;
    private int _next;

    /// <summary>Reads the recording.</summary>
    /// <param name="origin">A .csv or .npy recording, or `synthetic:NAME`.</param>
    /// <param name="format">The format of the sensor's frames.</param>
    /// <exception cref="UserException">The frames are missing, damaged, or not in the sensor's units.</exception>
    public RecordedSource(string origin, FrameFormat format)
    {
        bool isSynthetic = origin.StartsWith("synthetic:", StringComparison.Ordinal);
        // Pictures need a library that a project does not have.
        if (!isSynthetic && !origin.HasEnding(".csv", ".csv.gz", ".npy"))
            throw new UserException($"{origin}: give a .csv or .npy recording, or {SyntheticFrames.Known}");
        Format = format;
        _recording = FrameReader.Read(origin, new FrameShape(format.Height, format.Width, format.Channels),
            isSynthetic ? ProjectSimulation.DefaultFrames : ProjectSimulation.MaxFrames, Console.OpenStandardInput);
        if (_recording.UnitsPerReading != 1
            || _recording.Frames.Any(frame => frame.Values.Any(value => value < format.Minimum || value > format.Maximum)))
            throw new UserException($"{origin}: its values must be the sensor's own integers, {format.Minimum} to {format.Maximum}");
    }

    /// <inheritdoc/>
    public FrameFormat Format { get; }

    /// <summary>Name of the recording.</summary>
    public string Name => _recording.Name;

    /// <inheritdoc/>
    public FrameStatus Read(short[] frame)
    {
        if (_next >= _recording.Frames.Count) return FrameStatus.Ended;
        _recording.Frames[_next++].Values.CopyTo(frame, 0);
        return FrameStatus.Ready;
    }
}
