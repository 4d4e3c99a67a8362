using System.Runtime.CompilerServices;

namespace EdgeConv.Compiler.CSharp;

/// <summary>The switch over all operators that says how each becomes C#.</summary>
internal static class CompiledOperators
{
    private static readonly ConditionalWeakTable<Operator, Accumulators> s_sums = [];

    /// <summary>
    /// The function that writes an operator's fields, its methods and the statements that call them; null if the compiled engine lacks the
    /// operator.
    /// </summary>
    internal static Action<ClassWriter>? WriterOf(Operator op) => op switch
    {
        Conv2D it => writer => ConvolutionCode.Write(writer, it, it.Window, it.Groups),
        DepthwiseConv2D it => writer => DepthwiseCode.Write(writer, it),
        TransposeConv2D it => writer => CompiledConvolutions.Write(writer, it),
        FullyConnected it => writer => CompiledConvolutions.Write(writer, it),
        Pool2D it => writer => CompiledConvolutions.Write(writer, it),
        Elementwise it => writer => CompiledArithmetic.Write(writer, it),
        Prelu it => writer => CompiledArithmetic.Write(writer, it),
        Reduce it => writer => CompiledArithmetic.Write(writer, it),
        Softmax it => writer => CompiledArithmetic.Write(writer, it),
        Reshape or Transpose { IsView: true } or UnaryTable { IsView: true } => writer => writer.View(op.Input, op.Output),
        UnaryTable it => writer => CompiledArithmetic.Write(writer, it),
        Transpose it => writer => writer.Copy(BlockCopy.Of(it)),
        Concatenation it => writer => writer.Copy(BlockCopy.Of(it)),
        Split it => writer => writer.Copy(BlockCopy.Of(it)),
        StridedSlice it => writer => writer.Copy(BlockCopy.Of(it)),
        Pad it => writer => CompiledLayouts.Write(writer, it),
        MirrorPad it => writer => CompiledLayouts.Write(writer, it),
        ResizeNearestNeighbor it => writer => CompiledLayouts.Write(writer, it),
        ResizeBilinear it => writer => CompiledLayouts.Write(writer, it),
        PooledConvolution it => it.Write,
        ConvolvedDepthwise it => it.Write,
        ArgMax or QuantizeFloat or Dequantize or ShapeOf => null,
        _ => throw new NotSupportedException(op.GetType().Name),
    };

    /// <summary>True for an operator that computes sums of products, which are written out as code.</summary>
    internal static bool IsSummed(Operator op) => op is Conv2D or DepthwiseConv2D or FullyConnected or PooledConvolution;

    /// <summary>The accumulators of an operator of <see cref="IsSummed"/>. They are made only once for each operator.</summary>
    internal static Accumulators AccumulatorsOf(Operator op) => s_sums.GetValue(op, made =>
        made is PooledConvolution pooled
            ? AccumulatorsOf(pooled.Convolution) : CompiledConvolutions.MakeAccumulators((WeightedOperator)made));

    /// <summary>True if each method that an operator of <see cref="IsSummed"/> needs fits an assembly.</summary>
    internal static bool Fits(Operator op, Accumulators sums) => op switch
    {
        DepthwiseConv2D { Input.Shape.Nhwc.C: > 1 } => DepthwiseCode.CanDo(sums),
        PooledConvolution => true,
        _ => ConvolutionCode.CanDo(sums),
    };
}
