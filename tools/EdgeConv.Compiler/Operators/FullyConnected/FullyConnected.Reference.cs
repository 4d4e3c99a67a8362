using EdgeConv.Compiler.Graphs;
using EdgeConv.Reference;

namespace EdgeConv.Compiler.Operators;

public sealed partial class FullyConnected
{
    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        (int minimum, int maximum) = ActivationRange.Of(Activation, Output.Quantized);
        ReferenceFullyConnected.Run(values.Int8(Input), Batches, Filters.Shape[1], Input.Quantized.ZeroPoint, values.Int8(Filters), Filters.Quantized.ZeroPoint, Filters.Shape[0],
            Bias is null ? null : values.Int32(Bias), Multiplier.Mantissas(Multipliers), Multiplier.Shifts(Multipliers), Output.Quantized.ZeroPoint, minimum, maximum,
            values.NewInt8(Output));
    }
}
