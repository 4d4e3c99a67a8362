using EdgeConv.Kernels;
using Form = (int[] Inputs, int Output, int Bias);

namespace EdgeConv.Compiler.Onnx;

/// <summary>
/// The table of all operators of .onnx files, with the function that reads each. The functions are in the classes of the operators'
/// families: <see cref="OnnxConvolutions"/>, <see cref="OnnxArithmetic"/>, <see cref="OnnxLayouts"/>. A QLinear form such as QLinearConv is
/// read as the float operator that it stands for.
/// </summary>
internal static class OnnxOperators
{
    // The functions by the type of the float operator.
    private static readonly Dictionary<string, Action<OnnxNode>> s_readers = new()
    {
        ["Conv"] = OnnxConvolutions.ReadConv,
        ["ConvTranspose"] = OnnxConvolutions.ReadConvTranspose,
        ["Gemm"] = OnnxConvolutions.ReadGemm,
        ["MatMul"] = node => OnnxConvolutions.ReadFullyConnected(node, false, 1),
        ["MaxPool"] = node => OnnxConvolutions.ReadPool(node, PoolKind.Maximum),
        ["AveragePool"] = node => OnnxConvolutions.ReadPool(node, PoolKind.Average),
        ["Add"] = node => OnnxArithmetic.ReadElementwise(node, ElementwiseKind.Add),
        ["Sub"] = node => OnnxArithmetic.ReadElementwise(node, ElementwiseKind.Sub),
        ["Mul"] = node => OnnxArithmetic.ReadElementwise(node, ElementwiseKind.Mul),
        ["GlobalAveragePool"] = node => OnnxArithmetic.ReadGlobalPool(node, ReduceKind.Mean),
        ["GlobalMaxPool"] = node => OnnxArithmetic.ReadGlobalPool(node, ReduceKind.Maximum),
        ["ReduceMean"] = node => OnnxArithmetic.ReadReduce(node, ReduceKind.Mean),
        ["ReduceSum"] = node => OnnxArithmetic.ReadReduce(node, ReduceKind.Sum),
        ["ReduceMax"] = node => OnnxArithmetic.ReadReduce(node, ReduceKind.Maximum),
        ["ReduceMin"] = node => OnnxArithmetic.ReadReduce(node, ReduceKind.Minimum),
        ["Softmax"] = OnnxArithmetic.ReadSoftmax,
        ["Relu"] = OnnxArithmetic.ReadRelu,
        ["Clip"] = OnnxArithmetic.ReadClip,
        ["LeakyRelu"] = OnnxArithmetic.ReadLeakyRelu,
        ["Sigmoid"] = OnnxArithmetic.ReadSigmoid,
        ["Tanh"] = OnnxArithmetic.ReadTanh,
        ["HardSwish"] = node => OnnxArithmetic.Apply(node, "HARD_SWISH", node.OutputQuantization, UnaryTables.HardSwish),
        ["HardSigmoid"] = OnnxArithmetic.ReadHardSigmoid,
        ["Elu"] = OnnxArithmetic.ReadElu,
        ["Abs"] = node => OnnxArithmetic.Apply(node, "ABS", node.OutputQuantization, UnaryTables.Absolute),
        ["Neg"] = node => OnnxArithmetic.Apply(node, "NEG", node.OutputQuantization, UnaryTables.Negate),
        ["Reshape"] = OnnxLayouts.ReadReshape,
        ["Flatten"] = OnnxLayouts.ReadReshape,
        ["Squeeze"] = OnnxLayouts.ReadReshape,
        ["Unsqueeze"] = OnnxLayouts.ReadReshape,
        ["Identity"] = node => node.AddOutput(node.Value(0)),
        ["Dropout"] = node => node.AddOutput(node.Value(0)), // it only has an effect during training
        ["Transpose"] = OnnxLayouts.ReadTranspose,
        ["Concat"] = OnnxLayouts.ReadConcat,
        ["Split"] = OnnxLayouts.ReadSplit,
        ["Slice"] = OnnxLayouts.ReadSlice,
        ["Pad"] = OnnxLayouts.ReadPad,
        ["Resize"] = OnnxLayouts.ReadResize,
        ["Upsample"] = OnnxLayouts.ReadResize,
    };

    // The QLinear forms, each with its float operator and the indices of some inputs: of each quantized tensor (its scale and its zero
    // point follow it), of the output's scale (its zero point follows it), and of the int32 bias, -1 if there is none.
    private static readonly Dictionary<string, (string Type, Form Form)> s_forms = new()
    {
        ["QLinearConv"] = ("Conv", ([0, 3], 6, 8)),
        ["QLinearMatMul"] = ("MatMul", ([0, 3], 6, -1)),
        ["QGemm"] = ("Gemm", ([0, 3], 7, 6)),
        ["QLinearAdd"] = ("Add", ([0, 3], 6, -1)),
        ["QLinearMul"] = ("Mul", ([0, 3], 6, -1)),
        ["QLinearLeakyRelu"] = ("LeakyRelu", ([0], 3, -1)),
        ["QLinearSigmoid"] = ("Sigmoid", ([0], 3, -1)),
        ["QLinearSoftmax"] = ("Softmax", ([0], 3, -1)),
        ["QLinearAveragePool"] = ("AveragePool", ([0], 3, -1)),
        ["QLinearGlobalAveragePool"] = ("GlobalAveragePool", ([0], 3, -1)),
        ["QLinearReduceMean"] = ("ReduceMean", ([0], 3, -1)),
    };

    internal static IEnumerable<string> Names =>
        ((string[])[.. s_readers.Keys, .. s_forms.Keys, "QLinearConcat", .. OnnxFolding.Names, "QuantizeLinear", "DequantizeLinear"])
        .Distinct().Order(StringComparer.Ordinal);

    /// <summary>True if the node's operator can be read.</summary>
    internal static bool Knows(OnnxFileNode node) => node.Domain is "" or "com.microsoft"
        && (node.Type is "QuantizeLinear" or "DequantizeLinear" || OnnxFolding.Knows(node.Type) || ReaderOf(node) is not null);

    /// <summary>The function that reads a node; null if EdgeConv does not have its operator.</summary>
    internal static Action<OnnxNode>? ReaderOf(OnnxFileNode node) => s_readers.GetValueOrDefault(
        node.Type == "QLinearConcat" ? "Concat" : s_forms.TryGetValue(node.Type, out (string Type, Form) known) ? known.Type : node.Type);

    /// <summary>The indices of the inputs of a QLinear form; null for other nodes.</summary>
    internal static Form? Form(OnnxFileNode node)
    {
        // Scale and zero point of the output come first, then tensor, scale and zero point of each value that is joined.
        if (node.Type == "QLinearConcat")
            return ([.. Enumerable.Range(0, Math.Max(0, (node.Inputs.Length - 2) / 3)).Select(i => 2 + 3 * i)], 0, -1);
        return s_forms.TryGetValue(node.Type, out (string, Form Form) known) ? known.Form : null;
    }
}
