namespace EdgeConv.Training.Layers;

/// <summary>One trainable operator: forward it writes its output, backward the gradients of its input.</summary>
/// <param name="name">What the network calls it.</param>
/// <param name="input">What it reads.</param>
/// <param name="output">What it writes.</param>
public abstract class Layer(string name, Maps input, Maps output)
{
    /// <summary>What the network calls it.</summary>
    public string Name { get; } = name;

    /// <summary>What it reads.</summary>
    public Maps Input { get; } = input;

    /// <summary>What it writes.</summary>
    public Maps Output { get; } = output;

    /// <summary>True if a layer before it has parameters; else <see cref="Backward"/> need not write the input's gradients.</summary>
    public bool PassesGradients { get; set; } = true;

    /// <summary>Weights, biases and the like, which the optimizer changes; empty for most layers.</summary>
    public virtual IReadOnlyList<Parameter> Parameters => [];

    /// <summary>What it keeps beside parameters, such as running means: part of what is saved and brought back.</summary>
    public virtual IReadOnlyList<float[]> State => [];

    /// <summary>Writes the output.</summary>
    /// <param name="training">True while learning: statistics are taken, values dropped.</param>
    public abstract void Forward(bool training);

    /// <summary>
    /// From the gradients of the output of the last <see cref="Forward"/>: those of the parameters, and of the input where
    /// <see cref="PassesGradients"/>.
    /// </summary>
    public abstract void Backward();
}
