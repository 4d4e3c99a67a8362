namespace EdgeConv.Training.Layers;

/// <summary>One trainable operator: forward writes its output, backward the gradients of its input.</summary>
/// <param name="name">Name of the layer.</param>
/// <param name="input">Maps that the layer reads.</param>
/// <param name="output">Maps that the layer writes.</param>
public abstract class Layer(string name, Maps input, Maps output)
{
    /// <summary>Name of the layer in the network's description.</summary>
    public string Name { get; } = name;

    /// <summary>Maps that the layer reads.</summary>
    public Maps Input { get; } = input;

    /// <summary>Maps that the layer writes; the same as <see cref="Input"/> for a layer that works in place.</summary>
    public Maps Output { get; } = output;

    /// <summary>True if a layer before it has parameters; else <see cref="Backward"/> need not write the input's gradients.</summary>
    public bool PassesGradients { get; set; } = true;

    /// <summary>Values that the optimizer changes, such as weights and biases; empty for most layers.</summary>
    public virtual IReadOnlyList<Parameter> Parameters => [];

    /// <summary>
    /// Values that the layer keeps beside its parameters, such as running means; <see cref="Networks.Network.Save"/> copies them.
    /// </summary>
    public virtual IReadOnlyList<float[]> State => [];

    /// <summary>Computes the output of all samples in the batch.</summary>
    /// <param name="training">True during training: statistics are updated, and dropout drops values.</param>
    public abstract void Forward(bool training);

    /// <summary>
    /// Computes, from the gradients of the last <see cref="Forward"/>'s output, the gradients of the parameters, and those of the input if
    /// <see cref="PassesGradients"/>.
    /// </summary>
    public abstract void Backward();
}
