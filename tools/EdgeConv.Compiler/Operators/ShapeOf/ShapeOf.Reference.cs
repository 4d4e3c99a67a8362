using EdgeConv.Compiler.Graphs;

namespace EdgeConv.Compiler.Operators;

public sealed partial class ShapeOf
{
    /// <inheritdoc/>
    public override void Evaluate(TensorValues values) => values.Set(Output, Output.Type == ElementType.Int32 ? Of.ToArray() : Of.Axes.Select(axis => (long)axis).ToArray());
}
