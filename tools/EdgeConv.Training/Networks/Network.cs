namespace EdgeConv.Training.Networks;

/// <summary>A chain of trainable layers from a frame to a score per class.</summary>
public sealed class Network
{
    private List<Layer> _layers;

    /// <summary>Makes a network from its layers.</summary>
    /// <param name="name">Name of the model.</param>
    /// <param name="description">Description for readers of the model, or null.</param>
    /// <param name="layers">Layers from first to last; each reads the output of the one before. At least one.</param>
    /// <param name="hasSoftmax">Whether the exported model ends with a softmax. The layers hold none: the loss computes it.</param>
    public Network(string name, string? description, IReadOnlyList<Layer> layers, bool hasSoftmax)
    {
        (Name, Description, HasSoftmax, _layers) = (name, description, hasSoftmax, [.. layers]);
        // No layer before the first weights needs gradients.
        foreach (Layer layer in _layers)
        {
            layer.PassesGradients = false;
            if (layer.Parameters.Count > 0) break;
        }
    }

    /// <summary>Name of the model.</summary>
    public string Name { get; }

    /// <summary>Description for readers of the model, or null.</summary>
    public string? Description { get; }

    /// <summary>Whether the exported model ends with a softmax.</summary>
    public bool HasSoftmax { get; }

    /// <summary>Layers from first to last.</summary>
    public IReadOnlyList<Layer> Layers => _layers;

    /// <summary>Maps to which a batch of frames is written, [C, N, H, W].</summary>
    public Maps Input => _layers[0].Input;

    /// <summary>Score of each class, [classes, N, 1, 1], or a heat map, [1, N, H, W].</summary>
    public Maps Scores => _layers[^1].Output;

    /// <summary>Parameters of all layers.</summary>
    public IReadOnlyList<Parameter> Parameters => [.. _layers.SelectMany(layer => layer.Parameters)];

    /// <summary>Range of real values that int8 can hold of each map; empty until <see cref="Quantize"/>.</summary>
    public IReadOnlyDictionary<Maps, QuantizedRange> Ranges { get; private set; } = new Dictionary<Maps, QuantizedRange>();

    /// <summary>Computes the scores from the input.</summary>
    /// <param name="training">True during training: statistics are updated, and dropout drops values.</param>
    public void Forward(bool training)
    {
        foreach (Layer layer in _layers) layer.Forward(training);
    }

    /// <summary>Computes the gradients of all parameters from the gradients of the scores.</summary>
    public void Backward()
    {
        for (int i = _layers.Count - 1; i >= 0; i--)
        {
            _layers[i].Backward();
            if (!_layers[i].PassesGradients) break;
        }
    }

    /// <summary>Returns a copy of all parameters and of all layers' state.</summary>
    public float[][] Save() => [.. Kept().Select(values => (float[])values.Clone())];

    /// <summary>Restores the values that <see cref="Save"/> copied.</summary>
    public void Restore(float[][] saved)
    {
        foreach ((float[] values, float[] old) in Kept().Zip(saved)) old.CopyTo(values, 0);
    }

    /// <summary>Merges each batch normalization into the weights before it; the network computes the same as before.</summary>
    public void Fold()
    {
        for (int i = 1; i < _layers.Count; i++)
            if (_layers[i] is BatchNorm norm) norm.FoldInto((WeightedLayer)_layers[i - 1]);
        _layers = [.. _layers.Where(layer => layer is not BatchNorm)];
    }

    /// <summary>
    /// Makes every later forward pass round weights and activations to the values that int8 can hold. Call <see cref="Fold"/> first.
    /// </summary>
    /// <param name="input">Range of the input.</param>
    public void Quantize(QuantizedRange input)
    {
        Dictionary<Maps, QuantizedRange> ranges = new() { [Input] = input };
        List<Layer> layers = [];
        bool isOpen = false; // true after weights whose activation may still follow
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
