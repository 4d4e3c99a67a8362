namespace EdgeConv.Training.Layers;

/// <summary>One trainable operator: reads its input, writes its output; and the other way for gradients.</summary>
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

    /// <summary>Whether anything before it learns: else it need not work out the gradients of its input.</summary>
    public bool PassesGradients { get; set; } = true;

    /// <summary>What it learns.</summary>
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
