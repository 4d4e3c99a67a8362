using System.Collections.Immutable;
using System.Diagnostics;
using EdgeConv.Compiler.Operators;
using EdgeConv.Compiler.Packed;
using EdgeConv.Compiler.Reference;

namespace EdgeConv.Cli;

/// <summary>A model that is ready to run on an engine.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Engine">Engine: "reference", "packed" or "compiled".</param>
/// <param name="Inputs">Input tensors.</param>
/// <param name="Outputs">Output tensors.</param>
/// <param name="Graph">Graph for the reference engine; null for the others.</param>
/// <param name="Create">Makes the packed or compiled engine; null for the reference.</param>
internal sealed record Runnable(string Name, string Engine, ImmutableArray<Tensor> Inputs, ImmutableArray<Tensor> Outputs, Graph? Graph,
    Func<IModel>? Create)
{
    /// <summary>
    /// The packed or compiled engine, which takes all inputs in one array, one after another, and runs one inference at a time; null for
    /// the reference.
    /// </summary>
    public IModel? Device { get; private init; } = Create?.Invoke();

    /// <summary>Returns the same model with an engine of its own, for another thread.</summary>
    public Runnable Copy() => Create is null ? this : this with { Device = Create() };

    /// <summary>Opens a model: an .ecm file for the packed engine, any other file for the given engine, by default the reference.</summary>
    public static Runnable Open(string path, string? engine)
    {
        byte[] file = ModelFile.ReadAll(path);
        return ModelFile.Named(path, () =>
        {
            if (ModelFile.IsPacked(path, file))
            {
                if (engine is not (null or "packed"))
                    throw new ModelException($"an .ecm file runs only on the packed engine, not on --engine {engine}");
                (Tensor[] inputs, Tensor[] outputs) = EcmFile.Tensors(PackedModel.Load(file));
                return new Runnable(Path.GetFileNameWithoutExtension(path), "packed", [.. inputs], [.. outputs], null,
                    () => PackedModel.Load(file));
            }
            Graph graph = ModelFile.Open(path, file);
            if (engine is null or "reference") return new Runnable(graph.Name, "reference", graph.Inputs, graph.Outputs, graph, null);
            graph = Pipeline.ForBoard(graph);
            return new Runnable(graph.Name, engine, graph.Inputs, graph.Outputs, null,
                engine == "packed" ? Packed(graph) : Compiled(graph));
        });
    }

    private static Func<IModel> Packed(Graph graph)
    {
        byte[] file = EcmFile.Write(graph).Bytes;
        return () => PackedModel.Load(file);
    }

    private static Func<IModel> Compiled(Graph graph) =>
        new CompiledModel(CSharpCompiler.Compile(graph, "EdgeConv.Compiled", "Model", "edgeconv run"), "EdgeConv.Compiled.Model").Create;
}

/// <summary>A finished inference.</summary>
/// <param name="Model">The model that ran.</param>
/// <param name="Values">Values of inputs and outputs, and with the reference engine of all tensors between them.</param>
/// <param name="LayerMicroseconds">Time of each layer of the graph in microseconds; empty without a graph.</param>
/// <param name="Microseconds">Time of the inference in microseconds.</param>
internal sealed record Inference(Runnable Model, TensorValues Values, double[] LayerMicroseconds, double Microseconds)
{
    public static Inference Run(Runnable model, Array[] inputs)
    {
        List<double> times = [];
        long start = Stopwatch.GetTimestamp(), before = start;
        void Lap(Operator op)
        {
            long now = Stopwatch.GetTimestamp();
            times.Add(Stopwatch.GetElapsedTime(before, now).TotalMicroseconds);
            before = now;
        }
        TensorValues values = model.Device is { } device ? RunOnDevice(model, device, inputs)
            : ReferenceEngine.Run(model.Graph!, inputs, Lap);
        return new Inference(model, values, [.. times], Stopwatch.GetElapsedTime(start).TotalMicroseconds);
    }

    private static TensorValues RunOnDevice(Runnable model, IModel device, Array[] inputs)
    {
        sbyte[] output = new sbyte[model.Outputs.Sum(tensor => tensor.Shape.Length)];
        device.Invoke([.. inputs.SelectMany(input => (sbyte[])input)], output);
        TensorValues values = new();
        for (int i = 0; i < inputs.Length; i++) values.Set(model.Inputs[i], inputs[i]);
        int offset = 0;
        foreach (Tensor tensor in model.Outputs) values.Set(tensor, output[offset..(offset += tensor.Shape.Length)]);
        return values;
    }
}

/// <summary>Result of `run`: the object that `--json` prints (docs/command-line-json.md), and the source of its tables.</summary>
internal sealed record RunReport(string Model, string Engine, double Microseconds, IReadOnlyList<TensorReport> Inputs,
    IReadOnlyList<LayerTime> Layers, IReadOnlyList<TensorReport> Outputs)
{
    private const int MaxValues = 1000;

    /// <summary>Reports an inference.</summary>
    /// <param name="run">The inference.</param>
    /// <param name="labels">Name of the class for each value of the first output, or null.</param>
    /// <param name="top">Number of largest values to list for each output.</param>
    public static RunReport Of(Inference run, string[]? labels, int top)
    {
        Runnable model = run.Model;
        TensorReport Output(Tensor output)
        {
            // Values are shown in the type of the model's file, which may be uint8; the engines compute with int8, which is 128 lower.
            double[] values =
                [.. run.Values.Of(output).Cast<object>().Select(value => Convert.ToDouble(value) + (output.IsUnsigned ? 128 : 0))];
            Quantization? q = output.Quantization;
            int zeroPoint = (q?.ZeroPoint ?? 0) + (output.IsUnsigned ? 128 : 0);
            TopValue Top(int index) => new(index, output == model.Outputs[0] ? labels?[index] : null, values[index],
                q is null ? values[index] : (values[index] - zeroPoint) * q.Scale);
            return TensorReport.Of(output) with
            {
                Values = values.Length <= MaxValues ? values : null,
                Top = [.. Enumerable.Range(0, values.Length).OrderByDescending(index => values[index]).Take(top).Select(Top)],
            };
        }
        return new(model.Name, model.Engine, Math.Round(run.Microseconds, 1), TensorReport.Of(model.Inputs),
            [.. run.LayerMicroseconds.Zip(model.Graph?.Operators ?? [], (time, op) => (time, op)).Select((layer, i) => new LayerTime(
                i, layer.op.Kind, layer.op.Output.Name, layer.op.Output.Shape.Axes, Math.Round(layer.time, 1)))],
            [.. model.Outputs.Select(Output)]);
    }
}

internal sealed record LayerTime(int Index, string Operator, string Name, ImmutableArray<int> Shape, double Microseconds);
