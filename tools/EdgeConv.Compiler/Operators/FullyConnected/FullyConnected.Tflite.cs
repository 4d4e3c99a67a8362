using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Operators;

public sealed partial class FullyConnected
{
    // Options: fused activation 0, weights format 1, keep_num_dims 2 (the output's shape tells it).
    [TfliteOperator(9, "FULLY_CONNECTED")]
    private static Operator Read(TfliteNode node)
    {
        if (node.OptionByte(1) != 0) throw new ModelException("shuffled weights are not supported; convert the model again with TensorFlow 2");
        return new FullyConnected(node.Input(0), node.Input(1), node.OptionalInput(2), node.Output, node.OptionActivation(0));
    }

    /// <inheritdoc/>
    internal override void WriteTflite(TfliteWriter file)
    {
        int k = Filters.Shape[0], depth = Filters.Shape[1], rank = Output.Shape.Rank;
        // TensorFlow Lite makes two axes of it, or keeps those of the input.
        bool keeps = rank != 2 && rank == Input.Shape.Rank && Input.Shape[rank - 1] == depth && Input.Shape.Axes.AsSpan(0, rank - 1).SequenceEqual(Output.Shape.Axes.AsSpan(0, rank - 1));
        Tensor y = keeps ? Output : TfliteWriter.Before(Output, new Shape(Batches, k));
        Tensor[] inputs = TfliteWriter.Weighted(Input, Filters, Bias, Multipliers, filters => MultipliersOf(Input.Quantized, filters, Output.Quantized, k));
        file.Add(9, !Filters.Quantized.IsPerTensor ? 12 : keeps ? 5 : 4, 8, inputs, [y], (0, (byte)Activation), (2, keeps));
        if (y != Output) file.Reshape(y, Output);
    }
}
