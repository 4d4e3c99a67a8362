namespace EdgeConv.Simulation;

/// <summary>The device of a user's own project, as `edgeconv new` writes it, for <see cref="ProjectSimulation"/>.</summary>
public sealed record ProjectDevice
{
    /// <summary>Title of the report, such as "blinker: AMG88xx to a servo".</summary>
    public required string Title { get; init; }

    /// <summary>Name of the board for `--board`, such as "esp32".</summary>
    public required string Board { get; init; }

    /// <summary>Device on the output: LED, servo or motor.</summary>
    public required string Drives { get; init; }

    /// <summary>Frequency of the PWM in hertz, 1 to 1,000,000.</summary>
    public required int FrequencyHz { get; init; }

    /// <summary>The format of the sensor's frames.</summary>
    public required FrameFormat Format { get; init; }

    /// <summary>
    /// Makes the source of the frames if the command line names none: <see cref="Recorded"/> frames, or a source of the project.
    /// </summary>
    public required Func<IFrameSource> Frames { get; init; }

    /// <summary>Describes the loop for a source of frames, an output and a clock.</summary>
    public required Func<IFrameSource, IPwmOutput, IClock, LoopDescription> Describe { get; init; }

    /// <summary>IL instructions of an inference, as the first lines of the compiled model say; 0 if an inference takes no time.</summary>
    public int Instructions { get; init; }

    /// <summary>Returns a source that repeats no frame: synthetic frames, or those of a file.</summary>
    /// <param name="origin">A .csv or .npy recording in the sensor's units, or `synthetic:NAME`.</param>
    /// <param name="format">The format of the sensor's frames.</param>
    /// <exception cref="UserException">The frames are missing, damaged, or not in the sensor's units.</exception>
    public static IFrameSource Recorded(string origin, FrameFormat format) => new RecordedSource(origin, format);
}
