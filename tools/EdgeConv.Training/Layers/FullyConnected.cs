using EdgeConv.Compiler.Operators;

namespace EdgeConv.Training.Layers;

/// <summary>
/// Fully connected layer: a convolution whose window is the whole map. Its int8 weights share one scale, as every version of TensorFlow
/// Lite takes it.
/// </summary>
/// <param name="name">What the network calls it.</param>
/// <param name="input">What it reads.</param>
/// <param name="outputs">Outputs.</param>
public sealed class FullyConnected(string name, Maps input, int outputs)
    : Convolution(name, input, new Window(input.Height, input.Width, 1, 1, 1, 1, 0, 0, 1, 1), outputs)
{
    /// <inheritdoc/>
    public override bool HasOneScale => true;
}
