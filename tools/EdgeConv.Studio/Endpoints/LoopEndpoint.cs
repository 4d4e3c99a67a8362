using EdgeConv.Actuation;
using EdgeConv.Simulation;
using EdgeConv.Simulation.Runs;

namespace EdgeConv.Studio.Endpoints;

/// <summary>Asks for a run of the loop: a network, its frames, and how its output drives the pin.</summary>
/// <param name="Model">The network.</param>
/// <param name="Height">Rows of a frame.</param>
/// <param name="Width">Columns of a frame.</param>
/// <param name="Channels">Values per cell.</param>
/// <param name="Frames">All frames one after the other, a byte per value, row-major HWC.</param>
/// <param name="Pulled">The first and the last frame for which the sensor is unplugged, or null.</param>
/// <param name="Readout">How the output becomes a number.</param>
/// <param name="Map">How that number becomes a duty.</param>
/// <param name="Guard">What keeps the output safe.</param>
/// <param name="Board">The chip, as `--board` names it.</param>
/// <param name="Count">The answer of /api/count for this network; null if it is not known yet: then inferences take no time.</param>
internal sealed record LoopRequest(
    UploadedModel Model, int Height, int Width, int Channels, byte[] Frames, int[]? Pulled, ReadoutSettings Readout, MapSettings Map,
    GuardSettings Guard, string Board, CountedInference? Count = null);

/// <summary>How long an inference of a network is.</summary>
/// <param name="Engine">compiled or packed.</param>
/// <param name="Instructions">IL instructions.</param>
internal sealed record CountedInference(string Engine, long Instructions);

/// <summary>What is read from the network's output.</summary>
/// <param name="Kind">mean, maximum, score, argMax, centroidX or centroidY.</param>
/// <param name="Index">Channel, or element for a score.</param>
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
        _ => throw new ModelException("readout.kind: there are mean, maximum, score, argMax, centroidX, centroidY"),
    };
}

/// <summary>The duty for a readout.</summary>
/// <param name="Kind">led, servo, motor or linear.</param>
/// <param name="Low">Lower threshold of the readout.</param>
/// <param name="High">Upper threshold of the readout.</param>
/// <param name="From">servo: shortest pulse in microseconds; motor: minimum drive; linear: duty at low.</param>
/// <param name="To">servo: longest pulse in microseconds; linear: duty at high.</param>
/// <param name="FrequencyHz">Frequency of the PWM in hertz.</param>
/// <param name="Hysteresis">Smallest change of the duty that reaches the guard; 0 passes every change.</param>
internal sealed record MapSettings(string Kind, int Low, int High, int From, int To, int FrequencyHz, int Hysteresis)
{
    public DutyMap Create() => Kind switch
    {
        "led" => new LedMap(Low, High),
        "servo" => new ServoMap(Low, High, From, To, FrequencyHz),
        "motor" => new MotorMap(Low, High, From),
        "linear" => new LinearMap(Low, High, From, To),
        _ => throw new ModelException("map.kind: there are led, servo, motor, linear"),
    };

    public Hysteresis? CreateHysteresis() => Hysteresis == 0 ? null : new Hysteresis(Hysteresis);
}

/// <summary>What keeps the output safe.</summary>
/// <param name="SafeDuty">0..10000.</param>
/// <param name="DeadlineMilliseconds">Maximum time that the output follows the last good frame.</param>
internal sealed record GuardSettings(int SafeDuty, int DeadlineMilliseconds);

/// <summary>Runs the device's own loop and guard over the page's frames in simulated time, and returns the PWM signal.</summary>
internal static class LoopEndpoint
{
    private const int MaxFrames = 64;
    private const int LongestDeadline = 60_000;

    // An inference of several days: more than any model here takes, and too little to overflow.
    private const long MaxInstructions = 1_000_000_000_000;

    public static object Answer(LoopRequest request, CancellationToken cancellation)
    {
        if (request.Guard.DeadlineMilliseconds is < 1 or > LongestDeadline)
            throw new ModelException($"guard.deadlineMilliseconds: {request.Guard.DeadlineMilliseconds} is not in 1..{LongestDeadline}");
        if (request.Map.FrequencyHz is < 1 or > 1_000_000)
            throw new ModelException($"map.frequencyHz: {request.Map.FrequencyHz} is not in 1..1000000");
        SimulatedBoard board = SimulatedBoard.All.FirstOrDefault(known => known.Name == request.Board)
            ?? throw new ModelException($"board: there are {string.Join(", ", SimulatedBoard.All.Select(known => known.Name))}");
        if (request.Count is { Instructions: < 0 or > MaxInstructions })
            throw new ModelException($"count.instructions: 0 to {MaxInstructions}");
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
            _ => throw new ModelException("pulled: the first frame and the last"),
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

    // The record of a frame; of one that came while the loop was busy, the record of the frame before it.
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
                $"frames: {Amount.Of(request.Frames.Length, "byte")}; 1 to {Amount.Of(MaxFrames, "frame")} of {format.Length}");
        return new Recording("frames", format, [.. Enumerable.Range(0, count).Select(i =>
            new RecordedFrame(Array.ConvertAll(request.Frames[(i * format.Length)..((i + 1) * format.Length)], value => (short)value),
                $"{i}"))]);
    }
}
