using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Operators;

public sealed partial class QuantizeFloat
{
    /// <inheritdoc/>
    internal override void WriteTflite(TfliteWriter file) => file.Add(114, 1, 89, Inputs, Outputs);
}
