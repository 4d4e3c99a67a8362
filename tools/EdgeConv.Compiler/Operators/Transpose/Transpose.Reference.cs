using EdgeConv.Compiler.Graphs;
using EdgeConv.Reference;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Transpose
{
    /// <inheritdoc/>
    public override void Evaluate(TensorValues values) => ReferenceTranspose.Run(values.Int8(Input), Input.Shape.ToArray(), [.. Permutation], values.NewInt8(Output));
}
