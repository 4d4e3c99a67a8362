namespace EdgeConv.Compiler.SelfTests;

/// <summary>
/// A copy of a model with one weight changed. Only the output channel with that weight is computed: what comes before is the same, and a
/// self-test compares the output of each layer with weights.
/// </summary>
internal sealed class ChangedWeight
{
    private readonly WeightedOperator _channelOnly;
    private readonly int _channel, _firstInput;

    /// <summary>Changes a weight.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="index">Of the weight in the layer's filters, row-major.</param>
    /// <param name="value">Its new value.</param>
    public ChangedWeight(WeightedOperator layer, int index, sbyte value)
    {
        Layer = layer;
        bool isLast = layer is DepthwiseConv2D;
        int perChannel = layer.Filters.Shape.Length / layer.OutputChannels;
        _channel = isLast ? index % layer.OutputChannels : index / perChannel;
        sbyte[] filters = [.. Enumerable.Range(0, perChannel).Select(i =>
            layer.FilterValues[isLast ? i * layer.OutputChannels + _channel : _channel * perChannel + i])];
        sbyte[] genuine = [.. filters];
        filters[isLast ? index / layer.OutputChannels : index % perChannel] = value;

        Tensor Channel(Tensor tensor, int axis, Quantization? quantization, Array? constant)
        {
            int[] axes = tensor.Shape.ToArray();
            axes[axis] = 1;
            return new Tensor(tensor.Name, new Shape(axes), tensor.Type, quantization, constant);
        }

        Tensor filter = Channel(layer.Filters, isLast ? layer.Filters.Shape.Rank - 1 : 0, QuantizationOf(layer, _channel), filters);
        Tensor? bias = layer.BiasValues is not { } biases ? null
            : new Tensor("bias", new Shape(1), ElementType.Int32, null, new[] { biases[_channel] });
        Tensor output = Channel(layer.Output, layer.Output.Shape.Rank - 1, layer.Output.Quantization, null), input = layer.Input;
        IsHidden = Extremes(layer, genuine, filter, bias).Concat(Extremes(layer, filters, filter, bias)).Distinct().Count() == 1;
        int inputChannels = layer is DepthwiseConv2D ? 1 : layer is Conv2D { Groups: > 1 } ? layer.Filters.Shape.Nhwc.C : 0;
        if (inputChannels > 0)
        {
            (int n, int h, int w, int c) = input.Shape.Nhwc;
            _firstInput = inputChannels * (_channel / (layer.OutputChannels * inputChannels / c));
            input = new Tensor(input.Name, new Shape(n, h, w, inputChannels), input.Type, input.Quantization);
        }
        _channelOnly = layer switch
        {
            Conv2D it => new Conv2D(input, filter, bias, output, it.Window, it.Activation),
            DepthwiseConv2D it => new DepthwiseConv2D(input, filter, bias, output, it.Window, it.Activation),
            TransposeConv2D it => new TransposeConv2D(input, filter, bias, output, it.StrideY, it.StrideX, it.PadTop, it.PadLeft,
                it.Activation),
            _ => new FullyConnected(input, filter, bias, output, layer.Activation),
        };
    }

    /// <summary>True if no input whatever makes a difference, because the output never leaves its clamp.</summary>
    public bool IsHidden { get; }

    /// <summary>The layer.</summary>
    public WeightedOperator Layer { get; }

    /// <summary>True if the layer's output differs.</summary>
    /// <param name="values">Input and output of the layer as it is.</param>
    public bool Shows(TensorValues values)
    {
        TensorValues own = new();
        own.Set(_channelOnly.Input, Input(values.Int8(Layer.Input)));
        _channelOnly.Evaluate(own);
        sbyte[] changed = own.Int8(_channelOnly.Output), genuine = values.Int8(Layer.Output);
        for (int i = 0; i < changed.Length; i++)
            if (changed[i] != genuine[i * Layer.OutputChannels + _channel]) return true;
        return false;
    }

    // The channels of the layer's input that the output channel reads.
    private sbyte[] Input(sbyte[] all)
    {
        if (all.Length == _channelOnly.Input.Shape.Length) return all;
        int of = Layer.Input.Shape.Nhwc.C, count = _channelOnly.Input.Shape.Nhwc.C;
        sbyte[] own = new sbyte[all.Length / of * count];
        for (int i = 0; i < own.Length; i++) own[i] = all[i / count * of + _firstInput + i % count];
        return own;
    }

    // The least and the largest output of a channel: of the inputs that make its accumulator least and largest.
    private static IEnumerable<sbyte> Extremes(WeightedOperator layer, sbyte[] weights, Tensor filter, Tensor? bias)
    {
        int zeroPoint = filter.Quantized.ZeroPoint;
        Tensor input = new("input", new Shape(1, weights.Length), ElementType.Int8, layer.Input.Quantization),
            output = new("output", new Shape(1, 1), ElementType.Int8, layer.Output.Quantization);
        FullyConnected channel = new(input, new Tensor("filter", new Shape(1, weights.Length), ElementType.Int8, filter.Quantization,
            weights), bias, output, layer.Activation);
        foreach (bool isLargest in (bool[])[false, true])
        {
            TensorValues values = new();
            values.Set(input, Array.ConvertAll(weights, weight => weight > zeroPoint == isLargest ? sbyte.MaxValue : sbyte.MinValue));
            channel.Evaluate(values);
            yield return values.Int8(output)[0];
        }
    }

    // With exact factors: a fully connected layer computes those of one scale in another way than those of several.
    private static Quantization QuantizationOf(WeightedOperator layer, int channel)
    {
        Quantization all = layer.Filters.Quantized;
        return all.IsPerTensor ? all : Quantization.PerTensor(all.Scales[channel], all.ZeroPoints[channel]) with
        {
            Factors = [all.Factors.IsEmpty
                ? (double)layer.Input.Quantized.Scale * (double)all.Scales[channel] / (double)layer.Output.Quantized.Scale
                : all.Factors[channel]],
        };
    }
}
