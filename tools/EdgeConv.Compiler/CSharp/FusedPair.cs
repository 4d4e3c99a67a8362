namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Two operators as one, if only the second reads the output of the first. The map between them is never stored as a whole. Pairs are made
/// after all passes.
/// </summary>
/// <param name="convolution">The first operator.</param>
/// <param name="reader">The second operator, which is the only one that reads the output of the first.</param>
internal abstract class FusedPair<TConvolution, TReader>(TConvolution convolution, TReader reader)
    : Operator(convolution.Inputs, reader.Outputs) where TConvolution : Operator where TReader : Operator
{
    /// <summary>The first operator: a convolution, or a depthwise convolution of one input channel, which computes the same.</summary>
    internal TConvolution Convolution { get; } = convolution;

    /// <summary>The second operator.</summary>
    internal TReader Reader { get; } = reader;

    /// <inheritdoc/>
    public override string Kind => $"{Convolution.Kind} + {Reader.Kind}";

    /// <inheritdoc/>
    public override long Macs => Convolution.Macs + Reader.Macs;

    /// <inheritdoc/>
    public override long Parameters => Convolution.Parameters + Reader.Parameters;

    /// <inheritdoc/>
    public override Operator With(ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs) =>
        throw new NotSupportedException($"{this}: a fused pair cannot get other tensors; run passes before pairs are made");

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        Convolution.Evaluate(values);
        Reader.Evaluate(values);
    }

    /// <summary>True if <paramref name="reader"/> is the only operator that reads an output, and this is no output of the graph.</summary>
    private protected static bool IsReadByOne(Graph graph, Operator read, Operator reader) => reader.Input == read.Output
        && !graph.Outputs.Contains(read.Output) && graph.Operators.Count(op => op.Inputs.Contains(read.Output)) == 1;
}
