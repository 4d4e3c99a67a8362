using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeConv.Compiler.Operators;
using EdgeConv.Measurement.Comparison;
using EdgeConv.Measurement.Meter;

namespace EdgeConv.Cli;

/// <summary>What verbs print with `--json`; docs/command-line-json.md says what each field holds, and the fields stay.</summary>
internal static class Json
{
    private const int MaxSteps = 10_000, MaxValues = 1000;

    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    /// <summary>Prints an object, indented; what is null is left out.</summary>
    public static void Print(object value)
    {
        Console.Write(JsonSerializer.Serialize(value, value.GetType(), s_options));
        Console.WriteLine();
    }

    /// <summary>Type of a tensor's elements in the model's file.</summary>
    public static string TypeOf(Tensor tensor) => tensor.IsUnsigned ? "uint8" : tensor.Type.ToString().ToLowerInvariant();

    /// <summary>A model whose layers are known.</summary>
    public static object Inspect(InspectReport report, IReadOnlyList<BoardMemory> boards) => Inspect(
        report.Graph.Name, report.Graph.Inputs, report.Graph.Outputs, report.Engines, boards, report);

    /// <summary>A model, or an .ecm file, of which there is no report.</summary>
    public static object Inspect(string model, IEnumerable<Tensor> inputs, IEnumerable<Tensor> outputs, IReadOnlyList<EngineCost> engines,
        IReadOnlyList<BoardMemory> boards, InspectReport? report = null) => new
        {
            Model = model,
            Inputs = inputs.Select(input => Of(input)),
            Outputs = outputs.Select(output => Of(output)),
            report?.Macs,
            report?.Parameters,
            report?.ArenaBytes,
            Layers = report?.Layers.Select(layer => new
            {
                layer.Index, Operator = layer.Operator.Kind, layer.Operator.Output.Name, layer.Text,
                Shape = layer.Operator.Output.Shape.Axes, layer.Operator.Macs, layer.Operator.Parameters, layer.LiveBytes,
            }),
            report?.Refusal,
            report?.CompiledRefusal,
            Engines = engines.Select(engine => new
            {
                engine.Engine, engine.Weights, engine.RamBytes, engine.FileBytes, engine.CodeBytes, engine.HeapBytes, engine.LoopBytes,
                engine.NeededBytes, engine.LargestArrayBytes, engine.Assemblies,
            }),
            Boards = boards.Select(board => new
            {
                Board = board.Name, board.HeapBytes, board.HeapSource, board.LargestArrayBytes, board.LargestArraySource,
                board.DeploymentBytes, board.StorageBytes, board.FlashSource,
                Engines = engines.Select(engine => new
                {
                    engine.Engine, engine.Weights, FitsHeap = engine.FitsHeap(board), FitsStorage = engine.FitsStorage(board),
                    FitsDeployment = engine.FitsDeployment(board), Fits = engine.Fits(board),
                }),
            }),
        };

    /// <summary>A profile. The time on a board is one number where its speed was measured, else the ends of a range.</summary>
    public static object Profile(ModelProfile profile, IReadOnlyList<BoardSpeed> boards, IReadOnlyList<BoardMemory> memories)
    {
        static double? PerMac(long macs, LayerCost cost) => macs > 0 ? Math.Round((double)cost.Instructions / macs, 4) : null;
        static double? Exact(BoardSpeed board, double value) => board.Nanoseconds is null ? null : value;
        static double? Range(BoardSpeed board, double value) => board.Nanoseconds is null ? value : null;
        (double Low, double High) Time(BoardSpeed board, long instructions) => board.Milliseconds(instructions);
        return new
        {
            Model = profile.Name, profile.Engine, profile.Macs, profile.Total.Instructions,
            InstructionsPerMac = PerMac(profile.Macs, profile.Total), profile.Total.RamBytes, profile.Total.FlashBytes,
            profile.Cost.HeapBytes, profile.Cost.LoopBytes, profile.Cost.NeededBytes,
            LeastInstructions = profile.MinInstructions, MostInstructions = profile.MaxInstructions,
            Layers = profile.Layers.Select(layer => new
            {
                layer.Index, Operator = layer.Operator.Kind, layer.Operator.Output.Name, layer.Text,
                Shape = layer.Operator.Output.Shape.Axes, layer.Operator.Macs, layer.Cost.Instructions,
                InstructionsPerMac = PerMac(layer.Operator.Macs, layer.Cost), layer.Cost.RamBytes, layer.Cost.FlashBytes,
                Boards = from board in boards
                         let time = Time(board, layer.Cost.Instructions)
                         select new
                         {
                             board.Board, Milliseconds = Exact(board, time.Low), LeastMilliseconds = Range(board, time.Low),
                             MostMilliseconds = Range(board, time.High),
                         },
            }),
            Rest = new { Macs = 0, profile.Rest.Instructions, profile.Rest.RamBytes, profile.Rest.FlashBytes },
            Boards = from pair in boards.Zip(memories)
                     let board = pair.First
                     let time = Time(board, profile.Total.Instructions)
                     select new
                     {
                         board.Board, Measured = board.Nanoseconds is not null, board.Nanoseconds,
                         LeastNanoseconds = Range(board, board.Low), MostNanoseconds = Range(board, board.High),
                         Milliseconds = Exact(board, time.Low), LeastMilliseconds = Range(board, time.Low),
                         MostMilliseconds = Range(board, time.High), Fits = profile.Cost.Fits(pair.Second), board.Source,
                     },
        };
    }

    /// <summary>An inference: shapes, time and results.</summary>
    public static object Run(Inference run, string[]? labels, int top) => new
    {
        Model = run.Model.Name, run.Model.Engine, Microseconds = Math.Round(run.Microseconds, 1),
        Inputs = run.Model.Inputs.Select(input => Of(input)),
        Layers = run.LayerMicroseconds.Zip(run.Model.Graph?.Operators ?? [], (microseconds, op) => (microseconds, op)).Select((layer, i) =>
            new
            {
                Index = i, Operator = layer.op.Kind, layer.op.Output.Name, Shape = layer.op.Output.Shape.Axes,
                Microseconds = Math.Round(layer.microseconds, 1),
            }),
        Outputs = run.Model.Outputs.Select(output => Of(output, output.Shape.Length <= MaxValues ? run.Shown(output) : null,
            run.Top(output, top).Select(one => new
            {
                one.Index, Label = output == run.Model.Outputs[0] ? labels?[one.Index] : null, one.Value, one.Real,
            }))),
    };

    /// <summary>A measurement of a PWM, and how a simulation compares with it. A line that never changes has no frequency.</summary>
    public static object Measure(PwmMeasurement measured, DutyComparison? comparison)
    {
        T? Moving<T>(T value) where T : struct => measured.IsMoving ? value : null;
        return new
        {
            Capture = Path.GetFileName(measured.Capture.File), Channel = measured.Capture.Channel.Name, measured.Capture.Seconds,
            SampleSeconds = measured.SampleSeconds > 0 ? measured.SampleSeconds : (double?)null,
            ThresholdVolts = measured.Capture.Threshold, measured.Capture.Cut,
            FrequencyHz = Moving(measured.FrequencyHz), PeriodSeconds = Moving(measured.PeriodSeconds),
            Periods = Moving<long>(measured.Periods), JitterSeconds = Moving(measured.JitterSeconds),
            MostJitterSeconds = Moving(measured.MaxJitterSeconds), LooksInverted = Moving(measured.LooksInverted),
            LeastDuty = measured.MinDuty, GreatestDuty = measured.MaxDuty, measured.MeanDuty,
            LowSeconds = measured.Low?.Seconds ?? 0, HighSeconds = measured.High?.Seconds ?? 0, measured.GlitchCount,
            Glitches = measured.Glitches.Select(glitch => new { glitch.Seconds, glitch.WidthSeconds, High = glitch.IsHigh }),
            Restarts = measured.PhaseJumps, StepCount = measured.Steps.Count,
            Steps = measured.Steps.Take(MaxSteps).Select(step => new { Seconds = step.Start, step.Duty }),
            Against = comparison is null ? null : new
            {
                ShiftSeconds = comparison.Shift, CommonSeconds = comparison.Seconds, Inverted = comparison.IsInverted,
                ToleranceDuty = comparison.Tolerance, comparison.Agreement,
                Differences = comparison.Differences.Select(part => new
                {
                    Seconds = part.Start, LengthSeconds = part.Seconds, part.Frame, MeasuredDuty = part.Measured,
                    SimulatedDuty = part.Simulated,
                }),
            },
        };
    }

    // A tensor; scale and zero point where it has one of each.
    private static object Of(Tensor tensor, IEnumerable<double>? values = null, IEnumerable<object>? top = null)
    {
        Quantization? quantization = tensor.Quantization is { IsPerTensor: true } one ? one : null;
        return new
        {
            tensor.Name, Type = TypeOf(tensor), Shape = tensor.Shape.Axes, quantization?.Scale,
            ZeroPoint = quantization?.ZeroPoint + (tensor.IsUnsigned ? 128 : 0), Values = values, Top = top,
        };
    }
}
