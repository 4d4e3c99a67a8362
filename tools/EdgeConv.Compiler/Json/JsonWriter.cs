using System.Text.Encodings.Web;
using System.Text.Json;
using PoolKind = EdgeConv.Kernels.PoolKind;

namespace EdgeConv.Compiler.Json;

/// <summary>
/// Writes a graph that is a chain of layers as a .json model, with one filter on each line so that people can read it. Reading the file
/// gives the same graph. docs/json-models.md describes the format.
/// </summary>
public static class JsonWriter
{
    /// <summary>Writes a graph and returns all bytes of the file.</summary>
    /// <param name="graph">A graph with one input and one output, in which each layer reads the output of the one before.</param>
    /// <param name="description">A text for people who read the file, or null.</param>
    /// <exception cref="ModelException">The graph is no chain, or the format lacks an operator; the message names the operator.</exception>
    public static byte[] Write(Graph graph, string? description)
    {
        if (graph.Inputs is not [var input] || graph.Outputs.Length != 1)
            throw new ModelException("a .json model can only have one input and one output; write a .tflite file");
        List<string> layers = [];
        Tensor last = input;
        foreach (Operator op in graph.Operators)
        {
            if (op.Inputs.FirstOrDefault() != last || op.Outputs.Length != 1 || op.Inputs.Skip(1).Any(other => !other.IsConstant))
                throw new ModelException($"{op}: it does not read only the layer before, as a layer of a .json model must; write a .tflite "
                    + "file");
            layers.Add("    { " + string.Join(", ", Layer(op)) + " }");
            last = op.Output;
        }
        if (last != graph.Outputs[0])
            throw new ModelException($"the output '{graph.Outputs[0].Name}' is not that of the last layer; write a .tflite file");
        StringBuilder text = new($"{{\n  \"edgeconv\": {JsonImporter.Version},\n");
        text.Append($"  \"name\": {Text(graph.Name)},\n");
        if (description is not null) text.Append($"  \"description\": {Text(description)},\n");
        text.Append($"  \"input\": {{ \"name\": {Text(input.Name)}, \"shape\": [{string.Join(", ", input.Shape.Axes.Skip(1))}], " +
            $"{Quantization(input)} }},\n");
        text.Append("  \"layers\": [\n").AppendJoin(",\n", layers).Append("\n  ]\n}\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static IEnumerable<string> Layer(Operator op)
    {
        (string type, IEnumerable<string> fields) = op switch
        {
            WindowedConvolution conv when conv is not Conv2D { Groups: > 1 } => (conv is Conv2D ? "convolution" : "depthwise",
                [Filters(conv), .. Moves(conv.Window, conv.Input, (1, 1)), Quantization(op.Output), .. Fused(conv.Activation)]),
            FullyConnected { Batches: 1, Filters.Quantized: { IsPerTensor: true, ZeroPoint: 0, Factors.IsEmpty: true } scaling } full =>
                ("fullyConnected",
                [Rows(full), $"\"weightScale\": {Number(scaling.Scale)}", Quantization(op.Output), .. Fused(full.Activation)]),
            Pool2D { Window: var window } pool => (
                pool.PoolKind switch { PoolKind.Maximum => "maxPool", PoolKind.Minimum => "minPool", _ => "averagePool" },
                [$"\"window\": [{window.Rows}, {window.Columns}]", .. Moves(window, op.Input, (window.Rows, window.Columns)),
                .. Fused(pool.Activation)]),
            UnaryTable { Kind: "RELU" or "RELU6" } when op.Input.Quantized.Equals(op.Output.Quantized) =>
                ("activation", (string[])[$"\"function\": \"{op.Kind.ToLowerInvariant()}\""]),
            Softmax { Beta: 1 } => ("softmax", []),
            Reshape when op.Output.Shape.Rank == 2 => ("flatten", []),
            _ => throw new ModelException($"{op}: a .json model has no such layer; write a .tflite file"),
        };
        return [$"\"type\": \"{type}\"", $"\"name\": {Text(op.Output.Name)}", .. fields];
    }

    private static string Filters(WindowedConvolution conv)
    {
        Quantization quantization = conv.Filters.Quantized;
        if (!quantization.Factors.IsEmpty)
            throw new ModelException($"filters '{conv.Filters.Name}' have a divisor or shift, which cannot be written to .json again; keep "
                + "the file that they come from");
        sbyte[] weights = conv.FilterValues;
        (_, int rows, int columns, int depth) = conv.Filters.Shape.Nhwc;
        return $"\"filters\": [\n{string.Join(",\n", Enumerable.Range(0, conv.OutputChannels).Select(Filter))}\n      ]";

        string Filter(int k)
        {
            string filter = List(rows, r => List(columns, s => Tap(k, r * columns + s)));
            string bias = conv.BiasValues is { } biases ? $", \"bias\": {biases[k]}" : "";
            string scale = Number(quantization.Scales[quantization.IsPerTensor ? 0 : k]);
            return $"        {{ \"filter\": {filter}{bias}, \"weightScale\": {scale} }}";
        }

        string Tap(int k, int tap)
        {
            if (conv is DepthwiseConv2D) return $"{weights[tap * depth + k]}";
            int first = (k * rows * columns + tap) * depth;
            return depth == 1 ? $"{weights[first]}" : List(depth, d => $"{weights[first + d]}");
        }
    }

    private static string Rows(FullyConnected full)
    {
        int inputs = full.Filters.Shape[1];
        IEnumerable<string> rows = Enumerable.Range(0, full.OutputChannels).Select(k =>
            "        " + List(inputs, i => $"{full.FilterValues[k * inputs + i]}"));
        string bias = full.BiasValues is { } biases ? $", \"bias\": [{string.Join(", ", biases)}]" : "";
        return $"\"weights\": [\n{string.Join(",\n", rows)}\n      ]{bias}";
    }

    private static string List(int count, Func<int, string> item) => $"[{string.Join(", ", Enumerable.Range(0, count).Select(item))}]";

    private static IEnumerable<string> Moves(Window window, Tensor input, (int Y, int X) defaultStride)
    {
        (_, int height, int width, _) = input.Shape.Nhwc;
        if ((window.StrideY, window.StrideX) != defaultStride) yield return $"\"stride\": [{window.StrideY}, {window.StrideX}]";
        if ((window.DilationY, window.DilationX) != (1, 1)) yield return $"\"dilation\": [{window.DilationY}, {window.DilationX}]";
        // Cells of padding behind the map that the last window covers; 0 if it ends inside the map.
        int bottom = window.Y.After(height), right = window.X.After(width);
        if ((window.PadTop, bottom, window.PadLeft, right) != (0, 0, 0, 0))
            yield return $"\"padding\": [{window.PadTop}, {bottom}, {window.PadLeft}, {right}]";
    }

    private static IEnumerable<string> Fused(Activation activation) => activation switch
    {
        Activation.None => [],
        Activation.ReluN1To1 => ["\"activation\": \"reluN1To1\""],
        _ => [$"\"activation\": \"{activation.ToString().ToLowerInvariant()}\""],
    };

    private static string Quantization(Tensor tensor) =>
        $"\"scale\": {Number(tensor.Quantized.Scale)}, \"zeroPoint\": {tensor.Quantized.ZeroPoint}";

    // The shortest text that is read as the same float.
    private static string Number(float value) => value.ToString("R");

    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Text(string text) => JsonSerializer.Serialize(text, s_plain);
}
