namespace EdgeConv.Training.Networks;

/// <summary>A chain of trainable layers from a frame to a score per class.</summary>
public sealed class Network
{
    private List<Layer> _layers;

    /// <summary>Ties layers together.</summary>
    /// <param name="name">What the model will be called.</param>
    /// <param name="description">For readers of the model, or null.</param>
    /// <param name="layers">First to last, each reading what the one before writes.</param>
    /// <param name="hasSoftmax">Whether the model ends with a softmax. Learning needs none: the loss holds it.</param>
    public Network(string name, string? description, IReadOnlyList<Layer> layers, bool hasSoftmax)
    {
        (Name, Description, HasSoftmax, _layers) = (name, description, hasSoftmax, [.. layers]);
        // Nothing before the first weights has a use for gradients.
        foreach (Layer layer in _layers)
        {
            layer.PassesGradients = false;
            if (layer.Parameters.Count > 0) break;
        }
    }

    /// <summary>What the model will be called.</summary>
    public string Name { get; }

    /// <summary>For readers of the model, or null.</summary>
    public string? Description { get; }

    /// <summary>Whether the model ends with a softmax.</summary>
    public bool HasSoftmax { get; }

    /// <summary>First to last.</summary>
    public IReadOnlyList<Layer> Layers => _layers;

    /// <summary>What a batch of frames is written to.</summary>
    public Maps Input => _layers[0].Input;

    /// <summary>A score per class, [classes, N, 1, 1].</summary>
    public Maps Scores => _layers[^1].Output;

    /// <summary>All that is learned.</summary>
    public IReadOnlyList<Parameter> Parameters => [.. _layers.SelectMany(layer => layer.Parameters)];

    /// <summary>What int8 holds of each map; empty until <see cref="Quantize"/>.</summary>
    public IReadOnlyDictionary<Maps, QuantizedRange> Ranges { get; private set; } = new Dictionary<Maps, QuantizedRange>();

    /// <summary>From the input to the scores.</summary>
    /// <param name="training">True while learning.</param>
    public void Forward(bool training)
    {
        foreach (Layer layer in _layers) layer.Forward(training);
    }

    /// <summary>From the gradients of the scores to those of all parameters.</summary>
    public void Backward()
    {
        for (int i = _layers.Count - 1; i >= 0; i--)
        {
            _layers[i].Backward();
            if (!_layers[i].PassesGradients) break;
        }
    }

    /// <summary>Copies all parameters and statistics.</summary>
    public float[][] Save() => [.. Kept().Select(values => (float[])values.Clone())];

    /// <summary>Brings back what <see cref="Save"/> copied.</summary>
    public void Restore(float[][] saved)
    {
        foreach ((float[] values, float[] old) in Kept().Zip(saved)) old.CopyTo(values, 0);
    }

    /// <summary>Puts batch normalization into the weights before it; what the network computes stays.</summary>
    public void Fold()
    {
        for (int i = 1; i < _layers.Count; i++)
            if (_layers[i] is BatchNorm norm) norm.FoldInto((WeightedLayer)_layers[i - 1]);
        _layers = [.. _layers.Where(layer => layer is not BatchNorm)];
    }

    /// <summary>
    /// Makes the network compute with what int8 holds, after <see cref="Fold"/>: weights and activations are rounded from now on.
    /// </summary>
    /// <param name="input">What int8 holds of the input.</param>
    public void Quantize(QuantizedRange input)
    {
        Dictionary<Maps, QuantizedRange> ranges = new() { [Input] = input };
        List<Layer> layers = [];
        bool isOpen = false; // behind weights whose activation may still follow
        for (int i = 0; i < _layers.Count; i++)
        {
            Layer layer = _layers[i];
            layers.Add(layer);
            if (layer is WeightedLayer weighted)
            {
                weighted.QuantizesWeights = true;
                isOpen = true;
            }
            if (isOpen && i + 1 < _layers.Count && _layers[i + 1] is Relu) continue;
            ranges[layer.Output] = isOpen ? new QuantizedRange() : ranges[layer.Input];
            if (isOpen || layer is AveragePool) layers.Add(new FakeQuantization(layer.Name, layer.Output, ranges[layer.Output], isOpen));
            isOpen = false;
        }
        _layers = layers;
        Ranges = ranges;
    }

    private IEnumerable<float[]> Kept() =>
        _layers.SelectMany(layer => layer.Parameters.Select(parameter => parameter.Values).Concat(layer.State));
}
