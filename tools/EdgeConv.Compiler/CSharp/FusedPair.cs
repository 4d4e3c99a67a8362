namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Two operators as one, of which the second alone reads the first: the map between them is never stored as a whole. Made last, so no pass
/// changes it.
/// </summary>
/// <param name="convolution">The first of the two.</param>
/// <param name="reader">What reads its output, and nothing else does.</param>
internal abstract class FusedPair<TConvolution, TReader>(TConvolution convolution, TReader reader)
    : Operator(convolution.Inputs, reader.Outputs) where TConvolution : Operator where TReader : Operator
{
    /// <summary>A convolution, or a depthwise convolution of one channel, which computes the same.</summary>
    internal TConvolution Convolution { get; } = convolution;

    /// <summary>The operator that reads it.</summary>
    internal TReader Reader { get; } = reader;

    /// <inheritdoc/>
    public override string Kind => $"{Convolution.Kind} + {Reader.Kind}";

    /// <inheritdoc/>
    public override long Macs => Convolution.Macs + Reader.Macs;

    /// <inheritdoc/>
    public override long Parameters => Convolution.Parameters + Reader.Parameters;

    /// <inheritdoc/>
    public override Operator With(ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs) =>
        throw new NotSupportedException("made last, changed by no pass");

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        Convolution.Evaluate(values);
        Reader.Evaluate(values);
    }

    /// <summary>True if one operator alone reads another's output, which is no output of the graph.</summary>
    private protected static bool IsReadByOne(Graph graph, Operator read, Operator reader) => reader.Input == read.Output
        && !graph.Outputs.Contains(read.Output) && graph.Operators.Count(op => op.Inputs.Contains(read.Output)) == 1;
}
