using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Onnx;

namespace EdgeConv.Compiler.Operators;

public sealed partial class ResizeNearestNeighbor
{
    // From version 11 on inputs x, roi, scales, sizes; version 10 and Upsample have x, scales.
    [OnnxOperator("Resize")]
    [OnnxOperator("Upsample")]
    private static void Read(OnnxNode node)
    {
        if (node.Text("mode", "nearest") != "nearest") throw new ModelException($"mode '{OnnxText.Short(node.Text("mode", ""))}' is not supported; use nearest");
        bool isOld = node.File.Type == "Upsample" || node.Opset < 11;
        int[] dims = node.Value(0).Dims;
        if (dims.Length != 4 || node.Ints("axes") is not null) throw new ModelException("maps of [N, C, H, W] without axes are supported");
        int[]? sizes = isOld ? null : node.Ints(3, "");
        float[]? scales = null;
        if (sizes is not { Length: 4 })
        {
            scales = node.Optional(isOld ? 1 : 2)?.Constant?.Floats ?? node.Floats("scales");
            if (scales is not { Length: 4 } || scales.Any(scale => scale is not (> 0 and < 1 << 16))) throw new ModelException("four constant scales or sizes are needed; export the model with fixed shapes");
            sizes = [.. dims.Zip(scales, (extent, scale) => (int)Math.Floor(extent * (double)scale))];
        }
        if (sizes[0] != dims[0] || sizes[1] != dims[1]) throw new ModelException("only height and width can be resized");
        Tensor input = node.Map(0);
        Tensor output = node.NewOutput([sizes[0], sizes[2], sizes[3], sizes[1]], input.Quantized);
        string place = isOld ? "asymmetric" : node.Text("coordinate_transformation_mode", "half_pixel"), round = isOld ? "floor" : node.Text("nearest_mode", "round_prefer_floor");
        int[] rows = Nearest(dims[2], sizes[2], scales?[2], place, round), columns = Nearest(dims[3], sizes[3], scales?[3], place, round);
        // Both worlds have several ways to place cells; the result must be that of one of TensorFlow Lite's.
        foreach ((bool align, bool half) in new[] { (false, false), (false, true), (true, false) })
        {
            ResizeNearestNeighbor resize = new(input, output, align, half);
            if (!resize.Rows.AsSpan().SequenceEqual(rows) || !resize.Columns.AsSpan().SequenceEqual(columns)) continue;
            node.Add(resize);
            node.GiveMap(output, true);
            return;
        }
        throw new ModelException($"{OnnxText.Short(place)} with {OnnxText.Short(round)} from {dims[2]}x{dims[3]} to {sizes[2]}x{sizes[3]} is not supported; use asymmetric with floor");
    }

    // The input cell of each output cell, as ONNX defines it.
    private static int[] Nearest(int extent, int outputs, float? scale, string place, string round)
    {
        double factor = scale ?? outputs / (double)extent;
        int Source(int output)
        {
            double x = place switch
            {
                "half_pixel" => (output + 0.5) / factor - 0.5,
                "pytorch_half_pixel" => outputs > 1 ? (output + 0.5) / factor - 0.5 : 0,
                "align_corners" => outputs > 1 ? output * (extent - 1.0) / (outputs - 1) : 0,
                "asymmetric" => output / factor,
                _ => throw new ModelException($"coordinate_transformation_mode '{OnnxText.Short(place)}' is not supported; use asymmetric"),
            };
            double nearest = round switch
            {
                "round_prefer_floor" => Math.Ceiling(x - 0.5),
                "round_prefer_ceil" => Math.Floor(x + 0.5),
                "floor" => Math.Floor(x),
                "ceil" => Math.Ceiling(x),
                _ => throw new ModelException($"nearest_mode '{OnnxText.Short(round)}' is not supported; use floor"),
            };
            return (int)Math.Clamp(nearest, 0, extent - 1);
        }
        return [.. Enumerable.Range(0, outputs).Select(Source)];
    }
}
