using EdgeConv.Compiler.Operators;
using Activation = EdgeConv.Compiler.Operators.Activation;
using FullyConnectedOperator = EdgeConv.Compiler.Operators.FullyConnected;
using PoolKind = EdgeConv.Kernels.PoolKind;
using ReduceKind = EdgeConv.Compiler.Operators.ReduceKind;

namespace EdgeConv.Training.Networks;

/// <summary>
/// Makes a network that can be trained from an int8 graph: the inverse of <see cref="GraphExport"/>. Its weights are the graph's int8
/// weights times their scales, so it computes the same as the graph but for rounding.
/// </summary>
public static class GraphImport
{
    /// <summary>Makes the network.</summary>
    /// <param name="graph">A chain of convolutions, fully connected layers, poolings and means, perhaps with a softmax at its end.</param>
    /// <param name="range">Conversion of values in the unit of the graph's input to the network's input.</param>
    /// <exception cref="ModelException">The graph is no such chain; the message names the layer.</exception>
    public static Network ToNetwork(Graph graph, InputRange range)
    {
        if (graph.Outputs.Length != 1) throw new ModelException(
            $"the model has {Amount.Of(graph.Outputs.Length, "output")}; a model that is trained has one");
        (_, int height, int width, int channels) = graph.Inputs[0].Shape.Nhwc;
        Maps last = new(channels, height, width);
        List<Layer> layers = [];
        float unit = range.Unit; // units of the input per unit of the network; 1 after the first weights
        bool hasWeights = false, hasSoftmax = false;
        Tensor read = graph.Inputs[0];
        foreach (Operator op in graph.Operators)
        {
            string name = op.Output.Name;
            if (op.Inputs[0] != read || hasSoftmax) throw Refuse(op, "does not read the layer before it");
            // A fully connected layer takes the values in their order, whatever the shape. The others need the map itself.
            if (op is not (Reshape or FullyConnectedOperator) && read.Shape.Nhwc != (1, last.Height, last.Width, last.Channels))
                throw Refuse(op, "reads a map that was reshaped");
            read = op.Output;
            switch (op)
            {
                case WeightedOperator weighted:
                    Add(Weighted(weighted, last, name, unit));
                    (unit, hasWeights) = (1, true);
                    break;
                case Pool2D { PoolKind: PoolKind.Average } pool: Add(new AveragePool(name, last, pool.Window)); break;
                case Pool2D pool: Add(new ExtremePool(name, last, pool.Window, pool.PoolKind == PoolKind.Minimum)); break;
                case Reduce { ReduceKind: not ReduceKind.Sum } whole when whole.KeptShape.Nhwc == (1, 1, 1, last.Channels):
                    Window window = new(last.Height, last.Width, 1, 1, 1, 1, 0, 0, 1, 1);
                    Add(whole.ReduceKind == ReduceKind.Mean ? new AveragePool(name, last, window)
                        : new ExtremePool(name, last, window, whole.ReduceKind == ReduceKind.Minimum));
                    break;
                case UnaryTable { Kind: "RELU" }: Add(new Relu(name, last)); break;
                case Reshape: continue; // the order of the values stays
                case Softmax: hasSoftmax = true; continue;
                default: throw Refuse(op, $"is {op.Kind}, which cannot be trained");
            }
            if (op is not IActivated { Activation: not Activation.None and var activation }) continue;
            Add(new Relu(name, last, activation switch
            {
                Activation.Relu => float.PositiveInfinity,
                Activation.Relu6 when hasWeights => 6,
                _ => throw Refuse(op, $"has the activation {activation}, which cannot be trained"),
            }));
        }
        if (!hasWeights || last.Plane != 1) throw new ModelException(
            $"the model ends with {last.Height}x{last.Width}x{last.Channels} values; a model that is trained has one value per class");
        long weights = layers.OfType<WeightedLayer>().Sum(layer => (long)layer.Weights.Values.Length),
            activations = layers.Sum(layer => (long)layer.Output.Channels * layer.Output.Plane);
        if (weights > NetworkReader.MaxWeights || activations > NetworkReader.MaxActivations) throw new ModelException(
            $"the model has {Amount.Of(weights, "weight")} and {Amount.Of(activations, "activation")} per frame; a model that is trained " +
            $"has at most {Amount.Of(NetworkReader.MaxWeights)} and {Amount.Of(NetworkReader.MaxActivations)}");
        return new Network(graph.Name, null, layers, hasSoftmax);

        void Add(Layer layer)
        {
            layers.Add(layer);
            last = layer.Output;
        }
    }

    private static WeightedLayer Weighted(WeightedOperator op, Maps input, string name, float unit)
    {
        WeightedLayer layer = op switch
        {
            Conv2D { Groups: 1 } convolution => new Convolution(name, input, convolution.Window, op.OutputChannels),
            DepthwiseConv2D depthwise => new Depthwise(name, input, depthwise.Window, depthwise.ChannelMultiplier),
            FullyConnectedOperator { Batches: 1 } => new Layers.FullyConnected(name, input, op.OutputChannels),
            _ => throw Refuse(op, "has groups or batches, which cannot be trained"),
        };
        Quantization quantization = op.Filters.Quantized;
        if (quantization.ZeroPoints.Any(zero => zero != 0)) throw Refuse(op, "has weights with a zero point; quantize them symmetrically");
        sbyte[] weights = (sbyte[])op.Filters.Constant!;
        int[]? bias = (int[]?)op.Bias?.Constant;
        bool isDepthwise = layer is Depthwise;
        int outputs = op.OutputChannels, channels = isDepthwise ? 1 : input.Channels;
        for (int k = 0; k < outputs; k++)
        {
            float scale = quantization.Scales[quantization.IsPerTensor ? 0 : k];
            for (int r = 0; r < layer.Window.Rows; r++)
                for (int s = 0; s < layer.Window.Columns; s++)
                    for (int c = 0; c < channels; c++)
                    {
                        int tap = (r * layer.Window.Columns + s) * channels + c;
                        layer.Weights.Values[k * layer.Taps + layer.TapOf(r, s, c)] =
                            weights[isDepthwise ? tap * outputs + k : k * layer.Taps + tap] * scale * unit;
                    }
            layer.Bias.Values[k] = bias is null ? 0 : (float)(bias[k] * (double)op.Input.Quantized.Scale * scale);
        }
        return layer;
    }

    private static ModelException Refuse(Operator op, string why) => new($"layer {Printable.Text(op.Output.Name, 60)} ({op.Kind}) {why}; " +
        "what can be pruned is a chain of convolutions, fully connected layers, poolings and means");
}
