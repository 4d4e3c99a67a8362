using System.Diagnostics;
using EdgeConv.Compiler.Operators;
using EdgeConv.Compiler.Packed;
using EdgeConv.Compiler.Passes;

namespace EdgeConv.Studio.Endpoints;

/// <summary>A network and the frame to run it on.</summary>
/// <param name="Model">The network.</param>
/// <param name="Frame">One byte per value of the input, row-major HWC; null to describe the network without running it.</param>
/// <param name="Labels">The file with the names of the model's classes, or null.</param>
internal sealed record LayersRequest(UploadedModel Model, byte[]? Frame, UploadedLabels? Labels = null);

/// <summary>A .labels.txt in a request.</summary>
/// <param name="Name">Name of the file, for messages.</param>
/// <param name="Data">Content of the file.</param>
internal sealed record UploadedLabels(string Name, byte[] Data)
{
    /// <summary>Returns the names for the model's output, or says why the file cannot be used.</summary>
    public static (string[]? Names, string? Note) Read(UploadedLabels? file, Tensor output)
    {
        if (file is null) return (null, null);
        try
        {
            return (LabelsFile.Parse(file.Name, file.Data, output.Shape.Rank == 0 ? 1 : output.Shape.Axes[^1]), null);
        }
        catch (UserException failure)
        {
            return (null, $"Class names are not shown: {failure.Message}.");
        }
    }
}

/// <summary>Describes every layer of a network: its filters, its cost, and its output for a frame.</summary>
internal static class LayersEndpoint
{
    // Maximum number of values of one layer that the page shows; channels are never cut.
    private const int MaxShown = 1 << 18;

    private const string NoLayers = "an .ecm file does not keep its layers";

    public static object Answer(LayersRequest request, CancellationToken cancellation) =>
        request.Model.IsPacked ? Packed(request) : request.Model.Named(() => OfGraph(request, cancellation));

    private static object OfGraph(LayersRequest request, CancellationToken cancellation)
    {
        Graph graph = Pipeline.ForBoard(request.Model.ReadGraph());
        InspectReport report = InspectReport.Of(graph, [], compiled: false);
        NetworkRun.Check(graph);
        Tensor input = graph.Inputs[0];
        long start = Stopwatch.GetTimestamp();
        (string engine, TensorValues? values) = request.Frame is null ? ("", null)
            : NetworkRun.Run(graph, NetworkRun.Quantize(request.Frame, input.Shape.Length), cancellation);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        (string[]? labels, string? note) = UploadedLabels.Read(request.Labels, graph.Outputs[^1]);
        return new
        {
            name = graph.Name, labels, note, input = Described(input), engine, milliseconds, macs = report.Macs,
            parameters = report.Parameters, engines = report.Engines.Select(Cost), refusal = report.Refusal,
            layers = report.Layers!.Zip(graph.Operators, (layer, op) => Layer(layer, op, values)),
            // The graph stays the same for every frame, so the page asks for it once, without a frame.
            graph = request.Frame is null ? GraphSvg.Narrow(report.Inputs, report.Layers!) : null,
        };
    }

    /// <summary>Returns the memory that an engine needs, and the boards on which a program with it would start.</summary>
    internal static object Cost(EngineCost cost) => new
    {
        engine = cost.Engine, weights = cost.Weights,
        ram = cost.RamBytes, needed = cost.NeededBytes, file = cost.FileBytes, code = cost.CodeBytes,
        fits = BoardMemory.All.Where(cost.Fits).Select(board => board.Title),
    };

    private static object Layer(InspectedLayer layer, Operator op, TensorValues? values)
    {
        Tensor output = op.Output;
        return new
        {
            name = layer.ShortName, kind = layer.Operator, text = layer.Text,
            inputs = op.Inputs.Where(tensor => !tensor.IsConstant).Select(tensor => tensor.Name),
            tensor = output.Name, output = Described(output), window = op is IWindowed windowed ? windowed.Window : null,
            macs = op.Macs, parameters = op.Parameters, liveBytes = layer.LiveBytes,
            filters = op is WeightedOperator weighted ? Filters(weighted) : null,
            maps = values is not null && output.Type == ElementType.Int8
                ? FirstChannels(values.Int8(output), output.Shape.Rank == 0 ? 1 : output.Shape.Axes[^1]) : null,
        };
    }

    private static object Described(Tensor tensor)
    {
        int[] axes = tensor.Shape.ToArray();
        int At(int fromEnd) => axes.Length < fromEnd ? 1 : axes[^fromEnd];
        return new
        {
            shape = axes, height = At(3), width = At(2), channels = At(1), type = tensor.Type.ToString().ToLowerInvariant(),
            scale = tensor.Quantization?.Scale, zeroPoint = tensor.Quantization?.ZeroPoint,
        };
    }

    // Returns the filters that are shown, as [K, R, S, C] for every operator.
    private static object Filters(WeightedOperator op)
    {
        Tensor filters = op.Filters;
        sbyte[] weights = (sbyte[])filters.Constant!;
        bool isDepthwise = op is DepthwiseConv2D;
        int[] shape = filters.Shape.Rank == 2 ? [filters.Shape[0], 1, 1, filters.Shape[1]] : filters.Shape.ToArray();
        if (isDepthwise) shape = [shape[3], shape[1], shape[2], 1];
        int per = weights.Length / shape[0], shown = Math.Min(shape[0], MaxShown / 4 / per);
        byte[] ordered = new byte[shown * per];
        for (int k = 0; k < shown; k++)
            for (int i = 0; i < per; i++) ordered[k * per + i] = (byte)weights[isDepthwise ? i * shape[0] + k : k * per + i];
        return new { shape, shown, data = ordered, scales = filters.Quantization!.Scales.Take(shown) };
    }

    // Returns the channels that are shown, row-major HWC.
    private static object FirstChannels(sbyte[] values, int channels)
    {
        int cells = values.Length / channels, shown = Math.Clamp(MaxShown / cells, 1, channels);
        byte[] data = new byte[cells * shown];
        for (int i = 0; i < cells; i++)
            for (int c = 0; c < shown; c++) data[i * shown + c] = (byte)values[i * channels + c];
        return new { channels = shown, data };
    }

    // An .ecm file holds no layers, so only its inputs, outputs and cost are shown.
    private static object Packed(LayersRequest request) => request.Model.Named(() =>
    {
        PackedModel model = request.Model.Load();
        if (model.InputCount != 1)
            throw new ModelException($"the model has {Amount.Of(model.InputCount, "input")}; the studio takes models with one");
        sbyte[] output = new sbyte[Enumerable.Range(0, model.OutputCount).Sum(i => model.OutputAt(i).Length)];
        if (request.Frame is not null) model.Invoke(NetworkRun.Quantize(request.Frame, model.Input.Length), output);
        (Tensor[] inputs, Tensor[] outputs) = EcmFile.Tensors(model);
        int at = 0;
        IEnumerable<InspectedLayer> drawn = outputs.Select((tensor, i) =>
            new InspectedLayer(i, "OUTPUT", tensor.Name, NoLayers, tensor.Shape.Axes, 0, 0, 0, tensor.Shape.ToString(), [0]));
        (string[]? labels, string? note) = UploadedLabels.Read(request.Labels, outputs[^1]);
        return new
        {
            name = request.Model.Stem, labels, note,
            graph = request.Frame is null ? GraphSvg.Narrow(TensorReport.Of(inputs), [.. drawn]) : null,
            input = Described(inputs[0]), engine = "packed", milliseconds = 0.0, macs = (long?)null, parameters = (long?)null,
            engines = new[] { Cost(EngineCost.OfPacked(model, request.Model.Data.LongLength)) }, refusal = (string?)null,
            layers = outputs.Select(tensor => new
            {
                name = tensor.Name, kind = "OUTPUT", text = NoLayers, inputs = Array.Empty<string>(),
                tensor = tensor.Name, output = Described(tensor),
                window = (Window?)null, macs = 0L, parameters = 0L, liveBytes = 0L, filters = (object?)null,
                maps = request.Frame is null ? null
                    : FirstChannels(output[at..(at += tensor.Shape.Length)], tensor.Shape.Rank == 0 ? 1 : tensor.Shape.Axes[^1]),
            }).ToArray(),
        };
    });
}
