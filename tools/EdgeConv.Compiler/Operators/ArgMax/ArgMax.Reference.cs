using EdgeConv.Compiler.Graphs;
using EdgeConv.Reference;

namespace EdgeConv.Compiler.Operators;

public sealed partial class ArgMax
{
    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        int extent = Input.Shape[Axis], outer = 1;
        for (int i = 0; i < Axis; i++) outer *= Input.Shape[i];
        int[] y = new int[Output.Shape.Length];
        ReferenceArgMax.Run(values.Int8(Input), outer, extent, y.Length / outer, y);
        values.Set(Output, Output.Type == ElementType.Int32 ? y : Array.ConvertAll(y, index => (long)index));
    }
}
