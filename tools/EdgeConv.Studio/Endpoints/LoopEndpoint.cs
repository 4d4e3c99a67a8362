using EdgeConv.Actuation;
using EdgeConv.Simulation;
using EdgeConv.Simulation.Runs;

namespace EdgeConv.Studio.Endpoints;

/// <summary>Asks for a run of the loop with a network, its frames, and the settings of the output.</summary>
/// <param name="Model">The network.</param>
/// <param name="Height">Rows of a frame.</param>
/// <param name="Width">Columns of a frame.</param>
/// <param name="Channels">Channels of a frame.</param>
/// <param name="Frames">All frames one after another, one byte per value, row-major HWC.</param>
/// <param name="Pulled">Index of the first and of the last frame for which the sensor is unplugged, or null.</param>
/// <param name="Readout">Conversion of the network's output to a number.</param>
/// <param name="Map">Conversion of that number to a duty.</param>
/// <param name="Guard">Settings of the guard.</param>
/// <param name="Board">Name of the board, as for `--board`.</param>
/// <param name="Count">Answer of /api/count for this network; null if it is not known yet, and then an inference takes no time.</param>
internal sealed record LoopRequest(
    UploadedModel Model, int Height, int Width, int Channels, byte[] Frames, int[]? Pulled, ReadoutSettings Readout, MapSettings Map,
    GuardSettings Guard, string Board, CountedInference? Count = null);

/// <summary>Counted IL instructions of an inference.</summary>
/// <param name="Engine">Engine: compiled or packed.</param>
/// <param name="Instructions">Number of IL instructions.</param>
internal sealed record CountedInference(string Engine, long Instructions);

/// <summary>Readout of the network's output.</summary>
/// <param name="Kind">Kind: mean, maximum, score, argMax, centroidX or centroidY.</param>
/// <param name="Index">Index of the channel or, for a score, of the element.</param>
internal sealed record ReadoutSettings(string Kind, int Index)
{
    public Readout Create() => Kind switch
    {
        "mean" => Readout.MeanOf(Index),
        "maximum" => Readout.MaximumOf(Index),
        "score" => Readout.ScoreOf(Index),
        "argMax" => Readout.ArgMax(),
        "centroidX" => Readout.CentroidX(Index),
        "centroidY" => Readout.CentroidY(Index),
        _ => throw new ModelException("readout.kind must be mean, maximum, score, argMax, centroidX or centroidY"),
    };
}

/// <summary>Conversion of a readout to a duty.</summary>
/// <param name="Kind">Kind: led, servo, motor or linear.</param>
/// <param name="Low">Lower threshold of the readout.</param>
/// <param name="High">Upper threshold of the readout.</param>
/// <param name="From">servo: minimum pulse in microseconds; motor: minimum drive; linear: duty at low.</param>
/// <param name="To">servo: maximum pulse in microseconds; linear: duty at high.</param>
/// <param name="FrequencyHz">Frequency of the PWM in hertz.</param>
/// <param name="Hysteresis">Minimum change of the duty that reaches the guard; 0 passes every change.</param>
internal sealed record MapSettings(string Kind, int Low, int High, int From, int To, int FrequencyHz, int Hysteresis)
{
    public DutyMap Create() => Kind switch
    {
        "led" => new LedMap(Low, High),
        "servo" => new ServoMap(Low, High, From, To, FrequencyHz),
        "motor" => new MotorMap(Low, High, From),
        "linear" => new LinearMap(Low, High, From, To),
        _ => throw new ModelException("map.kind must be led, servo, motor or linear"),
    };

    public Hysteresis? CreateHysteresis() => Hysteresis == 0 ? null : new Hysteresis(Hysteresis);
}

/// <summary>Settings of the guard.</summary>
/// <param name="SafeDuty">Duty that can do no harm, 0 to 10000.</param>
/// <param name="DeadlineMilliseconds">Maximum time in milliseconds that the output follows the last good frame.</param>
internal sealed record GuardSettings(int SafeDuty, int DeadlineMilliseconds);

/// <summary>Runs the device's own loop and guard over the page's frames in simulated time, and returns the PWM signal.</summary>
internal static class LoopEndpoint
{
    private const int MaxFrames = 64;
    private const int MaxDeadline = 60_000;

    // With this limit an inference takes several days, far more than any model here, and times cannot overflow.
    private const long MaxInstructions = 1_000_000_000_000;

    public static object Answer(LoopRequest request, CancellationToken cancellation)
    {
        if (request.Guard.DeadlineMilliseconds is < 1 or > MaxDeadline)
            throw new ModelException($"guard.deadlineMilliseconds: {request.Guard.DeadlineMilliseconds} is not in 1..{MaxDeadline}");
        if (request.Map.FrequencyHz is < 1 or > 1_000_000)
            throw new ModelException($"map.frequencyHz: {request.Map.FrequencyHz} is not in 1..1000000");
        SimulatedBoard board = SimulatedBoard.All.FirstOrDefault(known => known.Name == request.Board)
            ?? throw new ModelException($"board must be one of {string.Join(", ", SimulatedBoard.All.Select(known => known.Name))}");
        if (request.Count is { Instructions: < 0 or > MaxInstructions })
            throw new ModelException($"count.instructions must be 0 to {MaxInstructions}");
        var model = LoopModel.Of(request.Model);
        var example = new Example
        {
            Name = "studio",
            Title = "studio",
            Frames = "studio",
            Drives = request.Map.Kind,
            FrequencyHz = request.Map.FrequencyHz,
            SafeDuty = request.Guard.SafeDuty,
            DeadlineMicroseconds = request.Guard.DeadlineMilliseconds * 1000,
            FrozenAfter = 0,
            CreateReadout = request.Readout.Create,
            ReadoutName = request.Readout.Kind,
            CreateMap = request.Map.Create,
            CreateHysteresis = request.Map.CreateHysteresis,
            CreateModel = () => model,
            Count = request.Count is { } counted ? new InferenceCount(counted.Engine, _ => counted.Instructions, IsEach: false) : null,
        };
        InjectedFault? fault = request.Pulled switch
        {
            null => null,
            [>= 0 and var first, var last] when last >= first => new InjectedFault("fail", first, last),
            _ => throw new ModelException("pulled must hold the first and the last frame, in order"),
        };
        SimulationRun run = Simulator.Run(example, Frames(request), board, fault, _ => cancellation.ThrowIfCancellationRequested());
        return new
        {
            period = example.PeriodMicroseconds, end = run.EndMicroseconds,
            frames = Enumerable.Range(0, run.Recording.Frames.Count).Select(i => Frame(run, i)),
            steps = run.Pwm.Changes.Where(change => change.Microseconds < run.EndMicroseconds)
                .Select(change => new[] { change.Microseconds, change.Duty }),
            events = run.Events.Select(e => new { at = e.Microseconds, reason = e.Reason.ToString() }),
            pwm = new
            {
                hz = run.Pwm.ActualHz, bits = run.Pwm.Bits, ticks = run.Pwm.PeriodTicks,
                high = Enumerable.Range(0, run.Recording.Frames.Count).Select(i => Newest(run, i).HighTicks),
            },
            inference = RunText.Time(run), late = RunText.Late(run), keepsUp = run.KeepsUp,
        };
    }

    // Returns the record of a frame. A frame that came while the loop was busy has none, so it returns that of the frame before.
    private static FrameRecord Newest(SimulationRun run, int index) => run.Frames.Last(read => read.Index <= index);

    private static object Frame(SimulationRun run, int index)
    {
        FrameRecord frame = Newest(run, index);
        return new
        {
            activation = frame.Activation256 / 256.0, duty = frame.Duty,
            reason = frame.Reason.ToString(), state = RunText.State(frame.Reason),
            used = frame.Layers is not null && frame.Index == index, skipped = frame.Index != index,
        };
    }

    private static Recording Frames(LoopRequest request)
    {
        var format = new FrameFormat(request.Height, request.Width, request.Channels, 0, 255);
        int count = request.Frames.Length / format.Length;
        if (count is < 1 or > MaxFrames || count * format.Length != request.Frames.Length)
            throw new ModelException(
                $"frames holds {Amount.Of(request.Frames.Length, "byte")}; give 1 to {Amount.Of(MaxFrames, "frame")} of {format.Length}");
        return new Recording("frames", format, [.. Enumerable.Range(0, count).Select(i =>
            new RecordedFrame(Array.ConvertAll(request.Frames[(i * format.Length)..((i + 1) * format.Length)], value => (short)value),
                $"{i}"))]);
    }
}
