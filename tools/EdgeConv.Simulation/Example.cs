using EdgeConv.Actuation;
using EdgeConv.Frames;
using EdgeConv.Models;
using EdgeConv.Simulation.Frames;

namespace EdgeConv.Simulation;

/// <summary>A device to simulate: a network, what is read from it, and what it drives.</summary>
public sealed class Example
{
    /// <summary>The shipped recording.</summary>
    public const string DigitsName = "digits.csv.gz";

    /// <summary>Who made it.</summary>
    public const string DigitsAttribution =
        "E. Alpaydin, C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, CC BY 4.0 (as packaged by scikit-learn)";

    /// <summary>All examples; the first is the default.</summary>
    public static readonly IReadOnlyList<Example> All =
    [
        new()
        {
            Name = "digits",
            Title = "Handwritten digits to the brightness of an LED",
            Frames = DigitsName,
            Drives = "LED",
            FrequencyHz = 1000,
            SafeDuty = 0,
            CreateReadout = () => Readout.ScoreOf(0),
            ReadoutName = "vertical strokes",
            CreateMap = () => DutyMap.Led(40, 180),
        },
        new()
        {
            Name = "hand",
            Title = "A warm hand over a thermal array to the angle of a servo",
            Frames = "synthetic:hand",
            Drives = "servo",
            FrequencyHz = 50,
            SafeDuty = 750,
            CreateReadout = () => Readout.ScoreOf(2),
            ReadoutName = "edges of any kind",
            Prepare = preprocessor => preprocessor.MinMaxRange(40), // 10 degrees: the room is zero, and its noise stays small
            CreateMap = () => DutyMap.Servo(12, 76, 1000, 2000, 50),
        },
    ];

    /// <summary>As `--example` names it.</summary>
    public required string Name { get; init; }

    /// <summary>What it does.</summary>
    public required string Title { get; init; }

    /// <summary>Its frames, unless `--frames` names others: as there, or the shipped digits.</summary>
    public required string Frames { get; init; }

    /// <summary>What is at the pin: LED or servo.</summary>
    public required string Drives { get; init; }

    /// <summary>Frequency of the PWM.</summary>
    public required int FrequencyHz { get; init; }

    /// <summary>The duty that can do no harm.</summary>
    public required int SafeDuty { get; init; }

    /// <summary>Time from frame to frame: the rate of an AMG88xx.</summary>
    public int PeriodMicroseconds => 100_000;

    /// <summary>Longest time the output follows the last good frame.</summary>
    public int DeadlineMicroseconds { get; init; } = 250_000;

    /// <summary>Identical frames in a row from which on they are frozen; 0 for frames that are no sensor's, such as a still shown for as long as somebody looks.</summary>
    public int FrozenAfter { get; init; } = 10;

    /// <summary>Sets how frames become tensors; by default the sensor's range is mapped.</summary>
    public Func<Preprocessor, Preprocessor> Prepare { get; init; } = preprocessor => preprocessor;

    /// <summary>What is read from the network's output.</summary>
    public required Func<Readout> CreateReadout { get; init; }

    /// <summary>The readout in words.</summary>
    public required string ReadoutName { get; init; }

    /// <summary>The duty for it.</summary>
    public required Func<DutyMap> CreateMap { get; init; }

    /// <summary>What holds small changes of the duty; by default nothing.</summary>
    public Func<Hysteresis?> CreateHysteresis { get; init; } = () => null;

    /// <summary>A fresh network.</summary>
    public Func<ILayeredModel> CreateModel { get; init; } = () => new FilterNetwork();

    /// <summary>The same device with another network: one element of its output drives the whole range of the output.</summary>
    /// <param name="name">What the network is called.</param>
    /// <param name="create">Makes the network.</param>
    /// <param name="element">Index into its output.</param>
    public Example With(string name, Func<ILayeredModel> create, int element)
    {
        int zeroPoint = create().Output.ZeroPoint, low = -128 - zeroPoint, high = 127 - zeroPoint;
        return new()
        {
            Name = Name,
            Title = $"{name} to {(Drives == "LED" ? "the brightness of an LED" : "the angle of a servo")}",
            Frames = Frames,
            Drives = Drives,
            FrequencyHz = FrequencyHz,
            SafeDuty = SafeDuty,
            CreateReadout = () => Readout.ScoreOf(element),
            ReadoutName = $"element {element} of the output",
            CreateMap = () => Drives == "LED" ? DutyMap.Led(low, high) : DutyMap.Servo(low, high, 1000, 2000, FrequencyHz),
            CreateModel = create,
        };
    }

    /// <summary>Reads up to <paramref name="count"/> of its own frames.</summary>
    public Recording ReadFrames(FrameShape shape, int count)
    {
        if (Frames != DigitsName) return FrameReader.Read(Frames, shape, count, () => Stream.Null);
        using Stream digits = typeof(Example).Assembly.GetManifestResourceStream(DigitsName)!;
        return CsvFrames.Read(digits, DigitsName, DigitsName, shape, count);
    }
}
