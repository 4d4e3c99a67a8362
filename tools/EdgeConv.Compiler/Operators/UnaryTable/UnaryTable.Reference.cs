using EdgeConv.Compiler.Graphs;

namespace EdgeConv.Compiler.Operators;

public sealed partial class UnaryTable
{
    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        sbyte[] x = values.Int8(Input), y = values.NewInt8(Output);
        for (int i = 0; i < y.Length; i++) y[i] = Table[x[i] + 128];
    }
}
