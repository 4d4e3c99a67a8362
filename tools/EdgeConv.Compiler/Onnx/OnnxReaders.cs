using System.Reflection;

namespace EdgeConv.Compiler.Onnx;

/// <summary>The operators that are read, and the QLinear forms of them.</summary>
internal static class OnnxReaders
{
    // QLinear forms: the float operator, where its quantized inputs begin (tensor, scale, zero point), where its output's scale is, and its int32 bias.
    private static readonly Dictionary<string, (string Type, int[] Inputs, int Output, int Bias)> Forms = new()
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

    private static readonly Dictionary<string, Action<OnnxNode>> Found = Find();

    internal static IEnumerable<string> Names => Found.Keys.Concat(Forms.Where(f => Found.ContainsKey(f.Value.Type)).Select(f => f.Key)).Append("QLinearConcat").Concat(OnnxFolding.Names)
        .Concat(["QuantizeLinear", "DequantizeLinear"]).Distinct().Order(StringComparer.Ordinal);

    /// <summary>True where an operator can be read.</summary>
    internal static bool Knows(OnnxFileNode node) => node.Domain is "" or "com.microsoft" && (node.Type is "QuantizeLinear" or "DequantizeLinear" || OnnxFolding.Knows(node.Type) || Of(node) is not null);

    /// <summary>The method that reads a node; null where there is none.</summary>
    internal static Action<OnnxNode>? Of(OnnxFileNode node) =>
        Found.GetValueOrDefault(node.Type == "QLinearConcat" ? "Concat" : Forms.TryGetValue(node.Type, out var form) ? form.Type : node.Type);

    /// <summary>The parts of a QLinear form; null for other nodes.</summary>
    internal static (int[] Inputs, int Output, int Bias)? Form(OnnxFileNode node)
    {
        if (node.Type == "QLinearConcat") return ([.. Enumerable.Range(0, Math.Max(0, (node.Inputs.Length - 2) / 3)).Select(i => 2 + 3 * i)], 0, -1);
        return Forms.TryGetValue(node.Type, out var form) ? (form.Inputs, form.Output, form.Bias) : null;
    }

    private static Dictionary<string, Action<OnnxNode>> Find()
    {
        Dictionary<string, Action<OnnxNode>> readers = [];
        foreach (Type type in typeof(OnnxReaders).Assembly.GetTypes())
            foreach (MethodInfo method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                foreach (OnnxOperatorAttribute attribute in method.GetCustomAttributes<OnnxOperatorAttribute>())
                    readers.Add(attribute.Name, method.CreateDelegate<Action<OnnxNode>>());
        return readers;
    }
}
