using EdgeConv.Common;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Onnx;

namespace EdgeConv.Compiler.Operators;

public sealed partial class FullyConnected
{
    [OnnxOperator("Gemm")]
    private static void ReadGemm(OnnxNode node)
    {
        if (node.Int("transA", 0) != 0) throw new ModelException("a transposed input is not supported; use transA 0");
        if (node.Float("alpha", 1) != 1) throw new ModelException("alpha must be 1; fold it into the weights");
        if (node.Value(0).Dims.Length != 2) throw new ModelException($"an input of {Amount.Of(node.Value(0).Dims.Length, "axis", "axes")}, expected 2");
        Read(node, node.Int("transB", 0) != 0, node.Float("beta", 1));
    }

    [OnnxOperator("MatMul")]
    private static void ReadMatMul(OnnxNode node) => Read(node, false, 1);

    // Filters [depth, K], or [K, depth] where they are transposed.
    private static void Read(OnnxNode node, bool isTransposed, float beta)
    {
        OnnxFilters filters = node.Filters(1, isTransposed ? 0 : 1, mayHaveZeroPoint: true);
        if (filters.Dims.Length != 2) throw new ModelException($"filters of {Amount.Of(filters.Dims.Length, "axis", "axes")}, expected 2");
        int k = filters.Dims[isTransposed ? 0 : 1], depth = filters.Dims[isTransposed ? 1 : 0];
        OnnxValue value = node.Value(0);
        if (value.Dims.Length < 1 || value.Dims[^1] != depth) throw new ModelException($"an input of {string.Join("x", value.Dims)} for filters of {Amount.Of(depth, "input")}");
        sbyte[] rows = isTransposed ? filters.Values : (sbyte[])OnnxShapes.Permuted(filters.Values, filters.Dims, [1, 0]);
        Tensor input;
        if (value.IsReshaped && value.Dims.Length == 2 && value.Inner[0] == value.Dims[0] && value.Order[0] == 0)
        {
            // A flattened map stays as it lies; the filters are turned instead.
            input = value.Tensor!;
            int[] columns = (int[])OnnxShapes.Permuted(Enumerable.Range(0, depth).ToArray(), [1, .. value.Inner[1..]], value.Order);
            sbyte[] turned = new sbyte[rows.Length];
            for (int i = 0; i < turned.Length; i++) turned[i] = rows[i / depth * depth + columns[i % depth]];
            rows = turned;
        }
        else
        {
            input = node.Plain(0);
        }
        int[] dims = [.. value.Dims[..^1], k];
        Tensor output = node.NewOutput(dims, node.OutputQuantization);
        node.Add(new FullyConnected(input, node.FilterTensor(filters, [k, depth], rows, 0), node.Bias(2, input.Quantized, filters, k, beta), output, node.Activation));
        node.Give(output, dims, [.. Enumerable.Range(0, dims.Length)]);
    }
}
