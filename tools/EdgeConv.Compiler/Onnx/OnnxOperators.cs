using Form = (string Type, int[] Inputs, int Output, int Bias);

namespace EdgeConv.Compiler.Onnx;

/// <summary>
/// Which operators an .onnx file may hold, and who reads each of them; a QLinear form is read as the float operator it stands for.
/// </summary>
internal static class OnnxOperators
{
    // By type of the float form, whose inputs are dequantized tensors.
    private static readonly Dictionary<string, Action<OnnxNode>> s_readers = new()
    {
        ["Conv"] = OnnxConvolutions.ReadConv,
        ["ConvTranspose"] = OnnxConvolutions.ReadConvTranspose,
        ["Gemm"] = OnnxConvolutions.ReadGemm,
        ["MatMul"] = OnnxConvolutions.ReadMatMul,
        ["MaxPool"] = OnnxConvolutions.ReadMaxPool,
        ["AveragePool"] = OnnxConvolutions.ReadAveragePool,
        ["Add"] = OnnxArithmetic.ReadAdd,
        ["Sub"] = OnnxArithmetic.ReadSub,
        ["Mul"] = OnnxArithmetic.ReadMul,
        ["GlobalAveragePool"] = OnnxArithmetic.ReadGlobalAveragePool,
        ["GlobalMaxPool"] = OnnxArithmetic.ReadGlobalMaxPool,
        ["ReduceMean"] = OnnxArithmetic.ReadReduceMean,
        ["ReduceSum"] = OnnxArithmetic.ReadReduceSum,
        ["ReduceMax"] = OnnxArithmetic.ReadReduceMax,
        ["ReduceMin"] = OnnxArithmetic.ReadReduceMin,
        ["Softmax"] = OnnxArithmetic.ReadSoftmax,
        ["Relu"] = OnnxArithmetic.ReadRelu,
        ["Clip"] = OnnxArithmetic.ReadClip,
        ["LeakyRelu"] = OnnxArithmetic.ReadLeakyRelu,
        ["Sigmoid"] = OnnxArithmetic.ReadSigmoid,
        ["Tanh"] = OnnxArithmetic.ReadTanh,
        ["HardSwish"] = OnnxArithmetic.ReadHardSwish,
        ["HardSigmoid"] = OnnxArithmetic.ReadHardSigmoid,
        ["Elu"] = OnnxArithmetic.ReadElu,
        ["Abs"] = OnnxArithmetic.ReadAbs,
        ["Neg"] = OnnxArithmetic.ReadNeg,
        ["Reshape"] = OnnxLayouts.ReadReshape,
        ["Flatten"] = OnnxLayouts.ReadReshape,
        ["Squeeze"] = OnnxLayouts.ReadReshape,
        ["Unsqueeze"] = OnnxLayouts.ReadReshape,
        ["Identity"] = OnnxLayouts.ReadIdentity,
        ["Dropout"] = OnnxLayouts.ReadIdentity,
        ["Transpose"] = OnnxLayouts.ReadTranspose,
        ["Concat"] = OnnxLayouts.ReadConcat,
        ["Split"] = OnnxLayouts.ReadSplit,
        ["Slice"] = OnnxLayouts.ReadSlice,
        ["Pad"] = OnnxLayouts.ReadPad,
        ["Resize"] = OnnxLayouts.ReadResize,
        ["Upsample"] = OnnxLayouts.ReadResize,
    };

    // QLinear forms: the float operator, where its quantized inputs begin (tensor, scale, zero point), where its output's scale is, and its
    // int32 bias.
    private static readonly Dictionary<string, Form> s_forms = new()
    {
        ["QLinearConv"] = ("Conv", [0, 3], 6, 8),
        ["QLinearMatMul"] = ("MatMul", [0, 3], 6, -1),
        ["QGemm"] = ("Gemm", [0, 3], 7, 6),
        ["QLinearAdd"] = ("Add", [0, 3], 6, -1),
        ["QLinearMul"] = ("Mul", [0, 3], 6, -1),
        ["QLinearLeakyRelu"] = ("LeakyRelu", [0], 3, -1),
        ["QLinearSigmoid"] = ("Sigmoid", [0], 3, -1),
        ["QLinearSoftmax"] = ("Softmax", [0], 3, -1),
        ["QLinearAveragePool"] = ("AveragePool", [0], 3, -1),
        ["QLinearGlobalAveragePool"] = ("GlobalAveragePool", [0], 3, -1),
        ["QLinearReduceMean"] = ("ReduceMean", [0], 3, -1),
    };

    internal static IEnumerable<string> Names =>
        s_readers.Keys.Concat(s_forms.Where(f => s_readers.ContainsKey(f.Value.Type)).Select(f =>
        f.Key)).Append("QLinearConcat").Concat(OnnxFolding.Names)
        .Concat(["QuantizeLinear", "DequantizeLinear"]).Distinct().Order(StringComparer.Ordinal);

    /// <summary>True where an operator can be read.</summary>
    internal static bool Knows(OnnxFileNode node) =>
        node.Domain is "" or "com.microsoft"
        && (node.Type is "QuantizeLinear" or "DequantizeLinear" || OnnxFolding.Knows(node.Type) || Of(node) is not null);

    /// <summary>The method that reads a node; null where there is none.</summary>
    internal static Action<OnnxNode>? Of(OnnxFileNode node) =>
        s_readers.GetValueOrDefault(
            node.Type == "QLinearConcat" ? "Concat" : s_forms.TryGetValue(node.Type, out Form form) ? form.Type : node.Type);

    /// <summary>The parts of a QLinear form; null for other nodes.</summary>
    internal static (int[] Inputs, int Output, int Bias)? Form(OnnxFileNode node)
    {
        if (node.Type == "QLinearConcat") return ([.. Enumerable.Range(0, Math.Max(0, (node.Inputs.Length - 2) / 3)).Select(i =>
            2 + 3 * i)], 0, -1);
        return s_forms.TryGetValue(node.Type, out Form form) ? (form.Inputs, form.Output, form.Bias) : null;
    }
}
