using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Operators;
using PoolKind = EdgeConv.Kernels.PoolKind;

namespace EdgeConv.Compiler.Json;

/// <summary>Writes a graph that is a chain of layers as a .json model that a person can read, a filter a line; reading it gives the same graph.</summary>
public static class JsonWriter
{
    /// <summary>The whole file.</summary>
    /// <param name="graph">One input, one output, layers of docs/json-models.md, each taking the output of the one before.</param>
    /// <param name="description">For readers, or null.</param>
    /// <exception cref="ModelException">No chain, or an operator that the format has not; the message names it.</exception>
    public static byte[] Write(Graph graph, string? description)
    {
        if (graph.Inputs is not [var input] || graph.Outputs.Length != 1) throw new ModelException("a .json model has one input and one output; write a .tflite file");
        List<string> layers = [];
        Tensor last = input;
        foreach (Operator op in graph.Operators)
        {
            if (op.Inputs[0] != last || op.Outputs.Length != 1 || op.Inputs.Skip(1).Any(other => !other.IsConstant)) throw new ModelException($"{op}: does not follow the layer before; write a .tflite file");
            layers.Add("    { " + string.Join(", ", Layer(op)) + " }");
            last = op.Output;
        }
        if (last != graph.Outputs[0]) throw new ModelException($"the output '{graph.Outputs[0].Name}' is not the last layer's; write a .tflite file");
        StringBuilder text = new("{\n  \"edgeconv\": 1,\n");
        text.Append($"  \"name\": {Text(graph.Name)},\n");
        if (description is not null) text.Append($"  \"description\": {Text(description)},\n");
        text.Append($"  \"input\": {{ \"name\": {Text(input.Name)}, \"shape\": [{string.Join(", ", input.Shape.Axes.Skip(1))}], {Quantization(input)} }},\n");
        text.Append("  \"layers\": [\n").AppendJoin(",\n", layers).Append("\n  ]\n}\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static IEnumerable<string> Layer(Operator op)
    {
        string name = $"\"name\": {Text(op.Output.Name)}";
        switch (op)
        {
            case Conv2D { Groups: 1 } conv:
                return ["\"type\": \"convolution\"", name, Filters(conv.Filters, conv.Bias, conv.Filters.Shape[0], isDepthwise: false), .. Moves(conv.Window, conv.Input, (1, 1)), Quantization(op.Output), .. Fused(conv.Activation)];
            case DepthwiseConv2D conv:
                return ["\"type\": \"depthwise\"", name, Filters(conv.Filters, conv.Bias, conv.Filters.Shape[3], isDepthwise: true), .. Moves(conv.Window, conv.Input, (1, 1)), Quantization(op.Output), .. Fused(conv.Activation)];
            case FullyConnected { Batches: 1 } full when full.Filters.Quantized is { IsPerTensor: true, ZeroPoint: 0, Factors.IsEmpty: true } scaling:
                return ["\"type\": \"fullyConnected\"", name, Rows(full), $"\"weightScale\": {Number(scaling.Scale)}", Quantization(op.Output), .. Fused(full.Activation)];
            case Pool2D pool:
                string type = pool.PoolKind switch { PoolKind.Maximum => "maxPool", PoolKind.Minimum => "minPool", _ => "averagePool" };
                return [$"\"type\": \"{type}\"", name, $"\"window\": [{pool.Window.Rows}, {pool.Window.Columns}]", .. Moves(pool.Window, pool.Inputs[0], (pool.Window.Rows, pool.Window.Columns)), .. Fused(pool.Activation)];
            case UnaryTable { Kind: "RELU" or "RELU6" } table when table.Inputs[0].Quantized.Equals(table.Output.Quantized):
                return ["\"type\": \"activation\"", name, $"\"function\": \"{table.Kind.ToLowerInvariant()}\""];
            case Softmax softmax:
                if (softmax.Beta != 1) break;
                return ["\"type\": \"softmax\"", name];
            case Reshape when op.Output.Shape.Rank == 2:
                return ["\"type\": \"flatten\"", name];
        }
        throw new ModelException($"{op}: a .json model has no such layer; write a .tflite file");
    }

    private static string Filters(Tensor filters, Tensor? bias, int count, bool isDepthwise)
    {
        Quantization quantization = filters.Quantized;
        if (!quantization.Factors.IsEmpty) throw new ModelException($"'{filters.Name}' has divisors of its own, which are not written");
        sbyte[] weights = (sbyte[])filters.Constant!;
        (_, int rows, int columns, int depth) = filters.Shape.Nhwc;
        int channels = isDepthwise ? 1 : depth;
        StringBuilder text = new("\"filters\": [");
        for (int k = 0; k < count; k++)
        {
            string shown = $"[{string.Join(", ", Enumerable.Range(0, rows).Select(r => $"[{string.Join(", ", Enumerable.Range(0, columns).Select(s => Tap(r, s)))}]"))}]";
            text.Append(k == 0 ? "\n" : ",\n").Append($"        {{ \"filter\": {shown}{(bias is null ? "" : $", \"bias\": {((int[])bias.Constant!)[k]}")}, \"weightScale\": {Number(quantization.Scales[quantization.IsPerTensor ? 0 : k])} }}");

            string Tap(int r, int s)
            {
                int first = (r * columns + s) * depth;
                if (isDepthwise) return $"{weights[first + k]}";
                IEnumerable<int> values = Enumerable.Range(k * rows * columns * depth + first, channels).Select(i => (int)weights[i]);
                return channels == 1 ? $"{values.First()}" : $"[{string.Join(", ", values)}]";
            }
        }
        return text.Append("\n      ]").ToString();
    }

    private static string Rows(FullyConnected full)
    {
        sbyte[] weights = (sbyte[])full.Filters.Constant!;
        int outputs = full.Filters.Shape[0], inputs = weights.Length / outputs;
        string text = $"\"weights\": [\n{string.Join(",\n", Enumerable.Range(0, outputs).Select(k => $"        [{string.Join(", ", weights[(k * inputs)..((k + 1) * inputs)])}]"))}\n      ]";
        return full.Bias is null ? text : $"{text}, \"bias\": [{string.Join(", ", (int[])full.Bias.Constant!)}]";
    }

    private static IEnumerable<string> Moves(Window window, Tensor input, (int Y, int X) missingStride)
    {
        (_, int height, int width, _) = input.Shape.Nhwc;
        if ((window.StrideY, window.StrideX) != missingStride) yield return $"\"stride\": [{window.StrideY}, {window.StrideX}]";
        if ((window.DilationY, window.DilationX) != (1, 1)) yield return $"\"dilation\": [{window.DilationY}, {window.DilationX}]";
        int bottom = After(window.OutHeight, window.StrideY, window.Rows, window.DilationY, height, window.PadTop), right = After(window.OutWidth, window.StrideX, window.Columns, window.DilationX, width, window.PadLeft);
        if ((window.PadTop, bottom, window.PadLeft, right) != (0, 0, 0, 0)) yield return $"\"padding\": [{window.PadTop}, {bottom}, {window.PadLeft}, {right}]";
    }

    // Cells the last window reaches over the end; a map that goes on behind it needs none.
    private static int After(int outputs, int stride, int taps, int dilation, int extent, int before) => Math.Max(0, (outputs - 1) * stride + (taps - 1) * dilation + 1 - extent - before);

    private static IEnumerable<string> Fused(Activation activation) => activation switch
    {
        Activation.None => [],
        Activation.ReluN1To1 => ["\"activation\": \"reluN1To1\""],
        _ => [$"\"activation\": \"{activation.ToString().ToLowerInvariant()}\""],
    };

    private static string Quantization(Tensor tensor) => $"\"scale\": {Number(tensor.Quantized.Scale)}, \"zeroPoint\": {tensor.Quantized.ZeroPoint}";

    // The shortest text that reads as the same float.
    private static string Number(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Text(string text) => JsonSerializer.Serialize(text, s_plain);
}
