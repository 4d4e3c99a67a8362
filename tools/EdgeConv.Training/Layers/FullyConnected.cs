using EdgeConv.Compiler.Operators;

namespace EdgeConv.Training.Layers;

/// <summary>
/// Fully connected layer: a convolution whose window is the whole map. Its int8 weights share one scale, because older versions of
/// TensorFlow Lite accept no scale per output.
/// </summary>
/// <param name="name">Name of the layer.</param>
/// <param name="input">Maps that the layer reads.</param>
/// <param name="outputs">Number of outputs.</param>
public sealed class FullyConnected(string name, Maps input, int outputs)
    : Convolution(name, input, new Window(input.Height, input.Width, 1, 1, 1, 1, 0, 0, 1, 1), outputs)
{
    /// <inheritdoc/>
    public override bool HasOneScale => true;
}
