using EdgeConv.Common;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Onnx;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Pad
{
    [OnnxOperator("Pad")]
    private static void Read(OnnxNode node)
    {
        if (node.Text("mode", "constant") != "constant") throw new ModelException($"mode '{OnnxText.Short(node.Text("mode", ""))}' is not supported; use constant");
        OnnxValue value = node.Settled(0);
        Tensor input = value.Tensor!;
        int rank = value.Dims.Length;
        int[] pads = node.Ints(1, "pads") ?? throw new ModelException("pads are missing"), axes = node.Ints(3, "") ?? [.. Enumerable.Range(0, rank)];
        if (pads.Length != 2 * axes.Length) throw new ModelException($"{Amount.Of(pads.Length, "pad")} for {Amount.Of(axes.Length, "axis", "axes")}");
        int[] before = new int[rank], after = new int[rank];
        for (int i = 0; i < axes.Length; i++)
        {
            int place = Array.IndexOf(value.Order, OnnxShapes.Axis(axes[i], rank));
            (before[place], after[place]) = (pads[i], pads[axes.Length + i]);
        }
        if (pads.Any(p => p is < 0 or > 1 << 16)) throw new ModelException($"pads [{string.Join(", ", pads)}]; 0 or above are supported");
        Quantization quantization = input.Quantized;
        // A float is quantized; int8 and uint8 are taken as they are.
        int cell = value.IsReal
            ? (int)Math.Clamp(Math.Round(node.Number(2, node.Float("value", 0)) / (double)quantization.Scale, MidpointRounding.ToEven) + quantization.ZeroPoint, -128, 127)
            : Math.Clamp(node.Ints(2, "") is { Length: > 0 } raw ? raw[0] : value.IsUnsigned ? -128 : 0, -128, 127);
        int[] dims = new int[rank];
        for (int i = 0; i < rank; i++) dims[value.Order[i]] = checked(input.Shape[i] + before[i] + after[i]);
        Tensor output = node.NewOutput([.. value.Order.Select(axis => dims[axis])], quantization);
        node.Add(new Pad(input, output, [.. before], [.. after], (sbyte)cell));
        node.Give(output, dims, value.Order);
    }
}
