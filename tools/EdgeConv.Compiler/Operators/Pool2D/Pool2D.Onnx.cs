using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Onnx;
using EdgeConv.Kernels;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Pool2D
{
    [OnnxOperator("MaxPool")]
    private static void ReadMaximum(OnnxNode node) => Read(node, PoolKind.Maximum);

    [OnnxOperator("AveragePool")]
    private static void ReadAverage(OnnxNode node) => Read(node, PoolKind.Average);

    private static void Read(OnnxNode node, PoolKind kind)
    {
        if (node.File.Outputs.Length > 1 && node.File.Outputs[1].Length > 0) throw new ModelException("the indices of a pooling are not supported");
        if (node.Int("channels_last", 0) != 0) throw new ModelException("channels_last is not supported; save the model before it is optimized for a machine");
        int[] taps = node.Ints("kernel_shape") ?? throw new ModelException("kernel_shape is missing");
        if (taps.Length is not (1 or 2) || taps.Any(t => t is < 1 or > 1 << 16)) throw new ModelException($"a window of [{string.Join(", ", taps)}]; one or two axes are supported");
        bool hasRows = taps.Length == 2;
        Tensor input = node.Map(0);
        Window window = node.Window(input, hasRows ? taps[0] : 1, taps[^1], hasRows);
        (int n, int h, int w, int c) = input.Shape.Nhwc;
        if (kind == PoolKind.Average && node.Int("count_include_pad", 0) != 0 && node.Pads(hasRows) is var pads && pads.Any(p => p != 0))
        {
            // Cells of padding count as zeros: they become cells of the map.
            if (node.Int("ceil_mode", 0) != 0) throw new ModelException("count_include_pad with ceil_mode is not supported");
            Tensor padded = new(input.Name, new Shape(n, h + pads[0] + pads[2], w + pads[1] + pads[3], c), ElementType.Int8, input.Quantized);
            node.Add(new Pad(input, padded, [0, pads[0], pads[1], 0], [0, pads[2], pads[3], 0], (sbyte)input.Quantized.ZeroPoint));
            input = padded;
            window = window with { PadTop = 0, PadLeft = 0 };
        }
        Tensor output = node.NewOutput([n, window.OutHeight, window.OutWidth, c], input.Quantized);
        node.Add(new Pool2D(kind, input, output, window, Activation.None));
        node.GiveMap(output, hasRows);
    }
}
