using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Elementwise
{
    // Options of ADD, SUB and MUL: fused activation 0. MAXIMUM and MINIMUM have none.
    [TfliteOperator(0, "ADD")]
    [TfliteOperator(18, "MUL")]
    [TfliteOperator(41, "SUB")]
    [TfliteOperator(55, "MAXIMUM")]
    [TfliteOperator(57, "MINIMUM")]
    private static Operator Read(TfliteNode node)
    {
        ElementwiseKind kind = node.Code switch
        {
            0 => ElementwiseKind.Add,
            18 => ElementwiseKind.Mul,
            41 => ElementwiseKind.Sub,
            55 => ElementwiseKind.Maximum,
            _ => ElementwiseKind.Minimum,
        };
        Activation activation = kind is ElementwiseKind.Maximum or ElementwiseKind.Minimum ? Activation.None : node.OptionActivation(0);
        return new Elementwise(kind, node.Input(0), node.Input(1), node.Output, activation);
    }

    /// <inheritdoc/>
    internal override void WriteTflite(TfliteWriter file)
    {
        (int code, int options) = Function switch
        {
            ElementwiseKind.Add => (0, 11),
            ElementwiseKind.Mul => (18, 21),
            ElementwiseKind.Sub => (41, 28),
            ElementwiseKind.Maximum => (55, 39),
            _ => (57, 39),
        };
        file.Add(code, 2, options, Inputs, Outputs, (0, (byte)Activation));
    }
}
