using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Reduce
{
    // Options: keep_dims 0, which the output's shape tells too.
    [TfliteOperator(40, "MEAN")]
    [TfliteOperator(74, "SUM")]
    [TfliteOperator(82, "REDUCE_MAX")]
    [TfliteOperator(89, "REDUCE_MIN")]
    private static Operator Read(TfliteNode node)
    {
        ReduceKind kind = node.Code switch { 40 => ReduceKind.Mean, 74 => ReduceKind.Sum, 82 => ReduceKind.Maximum, _ => ReduceKind.Minimum };
        return new Reduce(kind, node.Input(0), node.ConstantInts(1), node.Output);
    }

    /// <inheritdoc/>
    internal override void WriteTflite(TfliteWriter file)
    {
        int code = ReduceKind switch { ReduceKind.Mean => 40, ReduceKind.Sum => 74, ReduceKind.Maximum => 82, _ => 89 };
        file.Add(code, 2, 27, [Input, TfliteWriter.Ints(Output.Name + "/axes", Axes.AsSpan())], [Output], (0, Output.Shape == KeptShape));
    }
}
