using System.Collections.Immutable;
using System.Diagnostics;
using EdgeConv.Compiler.Packed;
using EdgeConv.Compiler.Reference;

namespace EdgeConv.Cli;

/// <summary>A model made ready to be run by an engine.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Engine">"reference", "packed" or "compiled".</param>
/// <param name="Inputs">What it takes.</param>
/// <param name="Outputs">What it gives.</param>
/// <param name="Graph">Its layers, or null for an engine that does not show them.</param>
/// <param name="Device">The packed or compiled engine, which takes all inputs one after another, or null.</param>
internal sealed record Runnable(string Name, string Engine, ImmutableArray<Tensor> Inputs, ImmutableArray<Tensor> Outputs, Graph? Graph,
    IModel? Device)
{
    /// <summary>Opens a model: an .ecm file for the packed engine, any other for the engine named.</summary>
    public static Runnable Open(string path, string? engine)
    {
        byte[] file = ModelFile.ReadAll(path);
        string name = Path.GetFileNameWithoutExtension(path);
        return Named.Of(path, () =>
        {
            if (ModelFile.IsPacked(path, file))
                return engine is null or "packed" ? Of(name, PackedModel.Load(file))
                    : throw new ModelException($"an .ecm file runs on the packed engine, not on --engine {engine}");
            Graph graph = ModelFile.Read(name, Path.GetExtension(path), file);
            if (engine is null or "reference") return new Runnable(graph.Name, "reference", graph.Inputs, graph.Outputs, graph, null);
            graph = Int8InputsAndOutputs.Run(Pipeline.Run(graph));
            IModel device = engine == "packed" ? PackedModel.Load(EcmFile.Write(graph).Bytes) : Compile(graph);
            return new Runnable(graph.Name, engine, graph.Inputs, graph.Outputs, null, device);
        });
    }

    /// <summary>What an .ecm file says of an input or output.</summary>
    public static Tensor TensorOf(string name, TensorInfo info) =>
        new(name, new Shape([.. Enumerable.Range(0, info.Rank).Select(info.Axis)]), ElementType.Int8,
            Quantization.PerTensor(info.Scale, info.ZeroPoint));

    private static IModel Compile(Graph graph)
    {
        const string Space = "EdgeConv.Compiled", Name = "Model";
        return new CompiledModel(CSharpCompiler.Compile(graph, Space, Name, "edgeconv run"), $"{Space}.{Name}").Create();
    }

    private static Runnable Of(string name, PackedModel model) => new(name, "packed",
        [.. Enumerable.Range(0, model.InputCount).Select(i => TensorOf($"input {i}", model.InputAt(i)))],
        [.. Enumerable.Range(0, model.OutputCount).Select(i => TensorOf($"output {i}", model.OutputAt(i)))],
        null, model);
}

/// <summary>One inference that has been run: its tensors, and the time of each layer.</summary>
/// <param name="Model">What was run.</param>
/// <param name="Values">Inputs, outputs, and all between them where the engine shows them.</param>
/// <param name="LayerMicroseconds">One per layer of the graph; empty without one.</param>
/// <param name="Microseconds">Of all.</param>
internal sealed record Inference(Runnable Model, TensorValues Values, double[] LayerMicroseconds, double Microseconds)
{
    public static Inference Run(Runnable model, Array[] inputs)
    {
        List<double> times = [];
        long start = Stopwatch.GetTimestamp(), before = start;
        TensorValues values;
        if (model.Device is { } device)
        {
            sbyte[] output = new sbyte[model.Outputs.Sum(tensor => tensor.Shape.Length)];
            device.Invoke([.. inputs.SelectMany(input => (sbyte[])input)], output);
            values = new TensorValues();
            for (int i = 0; i < inputs.Length; i++) values.Set(model.Inputs[i], inputs[i]);
            int at = 0;
            foreach (Tensor tensor in model.Outputs) values.Set(tensor, output[at..(at += tensor.Shape.Length)]);
        }
        else
        {
            values = ReferenceEngine.Run(model.Graph!, inputs, _ =>
            {
                long now = Stopwatch.GetTimestamp();
                times.Add(Stopwatch.GetElapsedTime(before, now).TotalMicroseconds);
                before = now;
            });
        }
        return new Inference(model, values, [.. times], Stopwatch.GetElapsedTime(start).TotalMicroseconds);
    }

    /// <summary>The values of an output as the model's file has them: uint8 where it has that.</summary>
    public double[] Shown(Tensor output) =>
        [.. Values.Of(output).Cast<object>().Select(value => Convert.ToDouble(value) + (output.IsUnsigned ? 128 : 0))];

    /// <summary>The greatest values of an output, greatest first, and what they mean.</summary>
    public (int Index, double Value, double Real)[] Top(Tensor output, int count)
    {
        Quantization? q = output.Quantization;
        int zeroPoint = (q?.ZeroPoint ?? 0) + (output.IsUnsigned ? 128 : 0);
        return [.. Shown(output).Select((value, i) => (Index: i, Value: value))
            .OrderByDescending(item => item.Value).ThenBy(item => item.Index)
            .Take(count)
            .Select(item => (item.Index, item.Value, q is null ? item.Value : (item.Value - zeroPoint) * q.Scale))];
    }
}
