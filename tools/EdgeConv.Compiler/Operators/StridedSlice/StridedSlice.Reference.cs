using EdgeConv.Compiler.Graphs;
using EdgeConv.Reference;

namespace EdgeConv.Compiler.Operators;

public sealed partial class StridedSlice
{
    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        int[] sources = ReferenceStridedSlice.Sources(Input.Shape.ToArray(), [.. Starts], [.. Strides], [.. Counts]);
        Array x = values.Of(Input), y = Output.NewValue();
        for (int i = 0; i < sources.Length; i++) Array.Copy(x, sources[i], y, i, 1);
        values.Set(Output, y);
    }
}
