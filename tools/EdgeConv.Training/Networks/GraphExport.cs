using EdgeConv.Compiler.Operators;
using FullyConnectedOperator = EdgeConv.Compiler.Operators.FullyConnected;
using PoolKind = EdgeConv.Kernels.PoolKind;

namespace EdgeConv.Training.Networks;

/// <summary>Makes the int8 graph of a trained network. It has the same operators as an imported model, so every engine runs it.</summary>
public static class GraphExport
{
    /// <summary>Makes the int8 graph, NHWC.</summary>
    /// <param name="network">A network that is trained, folded and quantized.</param>
    /// <param name="range">Conversion of sensor values to the input. The first weights absorb the factor between sensor units and the
    /// network's units.</param>
    /// <exception cref="InvalidOperationException">The network holds a layer that has no int8 operator.</exception>
    public static Graph ToGraph(Network network, InputRange range)
    {
        Maps map = network.Input;
        Tensor input = new("input", new Shape(1, map.Height, map.Width, map.Channels), ElementType.Int8,
            Quantization.PerTensor(range.Scale, range.ZeroPoint)), last = input;
        List<Operator> operators = [];
        float unit = range.Unit; // sensor units per unit of the network; 1 after the first weights
        Layer[] layers = [.. network.Layers.Where(layer => layer is not (FakeQuantization or Dropout))];
        for (int i = 0; i < layers.Length; i++)
        {
            Layer layer = layers[i];
            Activation activation = Activation.None;
            if (layer is not Relu && i + 1 < layers.Length && layers[i + 1] is Relu relu)
            {
                activation = ActivationOf(relu);
                i++;
            }
            Maps output = layers[i].Output;
            // FULLY_CONNECTED has an output of [N, C] and every other operator one of [N, H, W, C].
            Shape shape = layer is Layers.FullyConnected ? new Shape(1, output.Channels)
                : new Shape(1, output.Height, output.Width, output.Channels);
            Quantization quantization = last.Quantized;
            if (layer is WeightedLayer)
                quantization = Quantization.PerTensor(network.Ranges[output].Scale, network.Ranges[output].ZeroPoint);
            Tensor result = new(layer.Name, shape, ElementType.Int8, quantization);
            operators.Add(layer switch
            {
                WeightedLayer weighted => Weighted(weighted, last, result, activation, unit),
                ExtremePool pool => new Pool2D(pool.IsMinimum ? PoolKind.Minimum : PoolKind.Maximum, last, result, pool.Window, activation),
                AveragePool pool => new Pool2D(PoolKind.Average, last, result, pool.Window, activation),
                Relu alone => new UnaryTable(alone.Limit == 6 ? "RELU6" : "RELU", last, result,
                    alone.Limit == 6 ? UnaryTables.Relu6(quantization) : UnaryTables.Relu(quantization, quantization)),
                _ => throw new InvalidOperationException($"the network's {layer.GetType().Name} layer has no int8 operator"),
            });
            if (layer is WeightedLayer) unit = 1;
            last = result;
        }
        if (network.HasSoftmax)
        {
            Tensor result = new("probabilities", last.Shape, ElementType.Int8, Quantization.PerTensor(1f / 256, -128));
            operators.Add(new Softmax(last, result, 1));
            last = result;
        }
        return new Graph(network.Name, [input], [last], [.. operators]);
    }

    private static Operator Weighted(WeightedLayer layer, Tensor input, Tensor output, Activation activation, float unit)
    {
        int outputs = layer.Output.Channels, rows = layer.Window.Rows, columns = layer.Window.Columns;
        bool isDepthwise = layer is Depthwise;
        int channels = isDepthwise ? 1 : layer.Input.Channels;
        float[] scales = layer.WeightScales();
        sbyte[] weights = new sbyte[outputs * layer.Taps];
        int[] bias = new int[outputs];
        float[] exported = [.. scales.Select(scale => scale / unit)];
        for (int k = 0; k < outputs; k++)
        {
            for (int r = 0; r < rows; r++)
                for (int s = 0; s < columns; s++)
                    for (int c = 0; c < channels; c++)
                    {
                        int tap = (r * columns + s) * channels + c;
                        weights[isDepthwise ? tap * outputs + k : k * layer.Taps + tap] =
                            (sbyte)WeightedLayer.Quantize(layer.Weights.Values[k * layer.Taps + layer.TapOf(r, s, c)], scales[k]);
                    }
            // As in TensorFlow Lite, the scale of the accumulators is the input's scale times the weights' scale.
            bias[k] = (int)Math.Clamp(Math.Round(layer.Bias.Values[k] / ((double)input.Quantized.Scale * exported[k])), int.MinValue,
                int.MaxValue);
        }
        Shape shape = layer switch
        {
            Layers.FullyConnected => new Shape(outputs, layer.Taps),
            Depthwise => new Shape(1, rows, columns, outputs),
            _ => new Shape(outputs, rows, columns, channels),
        };
        Quantization quantization = layer.HasOneScale ? Quantization.PerTensor(exported[0], 0)
            : new Quantization([.. exported], [.. new int[outputs]], isDepthwise ? 3 : 0);
        Tensor filters = new(layer.Name + ".weights", shape, ElementType.Int8, quantization, weights);
        Tensor biases = new(layer.Name + ".bias", new Shape(outputs), ElementType.Int32, null, bias);
        return layer switch
        {
            Layers.FullyConnected => new FullyConnectedOperator(input, filters, biases, output, activation),
            Depthwise => new DepthwiseConv2D(input, filters, biases, output, layer.Window, activation),
            _ => new Conv2D(input, filters, biases, output, layer.Window, activation),
        };
    }

    private static Activation ActivationOf(Relu relu) => relu.Limit == 6 ? Activation.Relu6 : Activation.Relu;
}
