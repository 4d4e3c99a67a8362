namespace EdgeConv.Compiler.Onnx;

/// <summary>
/// Marks a static method <c>void Read(OnnxNode node)</c> that reads one ONNX operator in its float form, whose inputs are dequantized tensors. The
/// importer finds all of them and sends the QLinear form of an operator to the same method.
/// </summary>
/// <param name="name">The operator's type, e.g. Conv.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class OnnxOperatorAttribute(string name) : Attribute
{
    /// <summary>The operator's type.</summary>
    internal string Name { get; } = name;
}
