namespace EdgeConv.Simulation.Runs;

/// <summary>A device to simulate: a network, the readout of its output, and the actuator.</summary>
public sealed record Example
{
    /// <summary>Name of the recording that comes with the tool.</summary>
    public const string DigitsName = "digits.csv.gz";

    /// <summary>Source and license of that recording.</summary>
    public const string DigitsAttribution =
        "E. Alpaydin, C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, CC BY 4.0 (as packaged by " +
        "scikit-learn)";

    // The network of examples/digits.json was trained on the rows before this one.
    private const int FirstUnseenDigit = 1200;

    private static readonly Example s_hand = new()
    {
        Name = "hand",
        Title = "A warm hand over a thermal array to a fan and an LED",
        Frames = "synthetic:hand",
        ModelFile = "hand.json",
        Drives = "fan",
        CreateReadout = () => Readout.MaximumOf(0),
        ReadoutName = "how warm the warmest spot is",
        Count = InferenceCount.Max(6_135),
        Prepare = OverTheRoom,
        CreateMap = () => new MotorMap(40, 200, 3000),
    };

    /// <summary>All examples; the first is the default.</summary>
    public static readonly IReadOnlyList<Example> All =
    [
        new()
        {
            Name = "digits",
            Title = "Handwritten digits to the angle of a servo",
            Frames = DigitsName,
            FirstFrame = FirstUnseenDigit,
            ModelFile = "digits.json",
            Classes = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
            Drives = "servo",
            FrequencyHz = 50,
            SafeDuty = 750,
            ReadsClass = true,
            CreateReadout = () => Readout.ClassOf(64), // hysteresis: the new class must lead by a quarter of probability
            ReadoutName = "the digit read",
            Count = InferenceCount.Max(18_203),
            CreateMap = () => new ServoMap(0, 9, 1000, 2000, 50),
        },
        s_hand with
        {
            Second = s_hand with
            {
                Title = "A warm hand over a thermal array to an LED",
                Drives = "LED",
                CreateReadout = () => Readout.CentroidX(0),
                ReadoutName = "how far to the right the warmth is, in pixels",
                CreateMap = () => new LedMap(0, 7),
            },
        },
        new()
        {
            Name = "gesture",
            Title = "Gestures of an accelerometer to the brightness of an LED",
            Frames = "synthetic:gesture",
            ModelFile = "shake.json",
            Drives = "LED",
            CreateReadout = () => Readout.MeanOf(0),
            ReadoutName = "how hard it is shaken",
            Count = InferenceCount.Max(8_152),
            CreateMap = () => new LedMap(8, 36),
        },
        new()
        {
            Name = "strokes",
            Title = "Strokes of handwritten digits to the brightness of an LED",
            Frames = DigitsName,
            ModelFile = "strokes.json",
            Drives = "LED",
            CreateReadout = () => Readout.ScoreOf(0),
            ReadoutName = "vertical strokes",
            Count = InferenceCount.Max(11_581),
            CreateMap = () => new LedMap(40, 180),
        },
    ];

    /// <summary>Name of the example for `--example`.</summary>
    public required string Name { get; init; }

    /// <summary>Title for report and terminal.</summary>
    public required string Title { get; init; }

    /// <summary>Frames if `--frames` is not given: a value of that option, or <see cref="DigitsName"/>.</summary>
    public required string Frames { get; init; }

    /// <summary>Index of the first frame to use; the network was trained on the frames before it.</summary>
    public int FirstFrame { get; init; }

    /// <summary>File of the network in examples/, or null if <see cref="CreateModel"/> makes it.</summary>
    public string? ModelFile { get; init; }

    /// <summary>Names of the network's classes, or null if it has none.</summary>
    public string[]? Classes { get; init; }

    /// <summary>Actuator at the pin: LED, servo or fan.</summary>
    public required string Drives { get; init; }

    /// <summary>Frequency of the PWM in hertz, 1 to 1,000,000.</summary>
    public int FrequencyHz { get; init; } = 1000;

    /// <summary>Duty that can do no harm, 0 to 10000.</summary>
    public int SafeDuty { get; init; }

    /// <summary>Time from frame to frame in microseconds; that of an AMG88xx at 10 frames per second.</summary>
    public int PeriodMicroseconds { get; init; } = 100_000;

    /// <summary>Maximum time in microseconds that the output follows the last good frame.</summary>
    public int DeadlineMicroseconds { get; init; } = 250_000;

    /// <summary>
    /// Number of identical frames in a row at which the sensor counts as frozen. 0 disables the check, for frames that come from no sensor,
    /// such as a still picture in the studio.
    /// </summary>
    public int FrozenAfter { get; init; } = 10;

    /// <summary>Configures the conversion of frames to tensors.</summary>
    public Func<Preprocessor, Preprocessor> Prepare { get; init; } = SensorRange.Map;

    /// <summary>Makes the readout of the network's output.</summary>
    public required Func<Readout> CreateReadout { get; init; }

    /// <summary>Whether the readout is the index of a class.</summary>
    public bool ReadsClass { get; init; }

    /// <summary>Description of the readout in words.</summary>
    public required string ReadoutName { get; init; }

    /// <summary>Makes the map from readout to duty.</summary>
    public required Func<DutyMap> CreateMap { get; init; }

    /// <summary>Makes the hysteresis that suppresses small changes of the duty; by default there is none.</summary>
    public Func<Hysteresis?> CreateHysteresis { get; init; } = () => null;

    /// <summary>
    /// IL instructions of an inference, which the simulator converts to time; null if they are not known, and then an inference takes no
    /// time.
    /// The examples store them, because counting needs the compiler; a test counts them again.
    /// </summary>
    public InferenceCount? Count { get; init; }

    /// <summary>A second output that the same frames drive, or null.</summary>
    public Example? Second { get; init; }

    /// <summary>
    /// Makes the network. An example that has a <see cref="ModelFile"/> must get this set first, by a caller with the compiler.
    /// </summary>
    public Func<ILayeredModel> CreateModel { get; init; } = () => throw new InvalidOperationException("the example's model was not read");

    /// <summary>Layers of the network to draw; null draws all of them as a chain.</summary>
    public DrawnLayers? Layers { get; init; }

    /// <summary>Returns the same device with another network. One element of its output drives the actuator over its whole range.</summary>
    /// <param name="name">Name of the network.</param>
    /// <param name="create">Makes the network.</param>
    /// <param name="layers">Layers of the network to draw.</param>
    /// <param name="element">Index of the element in the network's output.</param>
    /// <param name="classes">Names of the network's classes, or null.</param>
    public Example With(string name, Func<ILayeredModel> create, DrawnLayers layers, int element, string[]? classes)
    {
        int zeroPoint = create().Output.ZeroPoint, low = -128 - zeroPoint, high = 127 - zeroPoint;
        return this with
        {
            Title = $"{name} to {Drives switch
            {
                "LED" => "the brightness of an LED",
                "fan" => "the speed of a fan",
                _ => "the angle of a servo"
            }}",
            Classes = classes,
            ReadsClass = false,
            CreateReadout = () => Readout.ScoreOf(element),
            ReadoutName = classes is null ? $"element {element} of the output" : $"the score of {classes[element]}",
            CreateMap = () => Drives == "servo" ? new ServoMap(low, high, 1000, 2000, FrequencyHz) : new LedMap(low, high),
            CreateModel = create,
            Layers = layers,
            Count = null,
            Prepare = SensorRange.Map,
            Second = null,
        };
    }

    // The sensor counts in quarters of a degree. The range of 24 to 35 degrees leaves out the room and holds skin, which has 33.
    private static Preprocessor OverTheRoom(Preprocessor preprocessor) => preprocessor.FixedRange(4 * 24, 4 * 35);

    /// <summary>Reads up to <paramref name="count"/> of the example's own frames.</summary>
    /// <param name="shape">Shape of a frame, HWC.</param>
    /// <param name="count">Maximum number of frames, at least 1.</param>
    /// <exception cref="UserException">The frames do not fit the shape.</exception>
    public Recording ReadFrames(FrameShape shape, int count)
    {
        if (Frames != DigitsName) return FrameReader.Read(Frames, shape, count, () => Stream.Null);
        using Stream digits = typeof(Example).Assembly.GetManifestResourceStream(DigitsName)!;
        Recording all = CsvFrames.Read(digits, DigitsName, shape, FirstFrame + count);
        return FirstFrame == 0 ? all
            : new Recording($"{all.Name} from row {FirstFrame + 1}", all.Format, [.. all.Frames.Skip(FirstFrame)], all.More);
    }
}
