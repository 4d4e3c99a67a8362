namespace EdgeConv.Simulation;

/// <summary>Shows the output of a model whose layers are not known, such as compiled code, as its only layer.</summary>
/// <param name="model">The model to run.</param>
internal sealed class OutputLayer(IModel model) : ILayeredModel
{
    private readonly ModelLayer _layer = new("output of the model", model.Output, new sbyte[model.Output.Length], null, null, null);

    public TensorInfo Input => model.Input;

    public TensorInfo Output => model.Output;

    public int LayerCount => 1;

    public ModelLayer Layer(int index) => _layer;

    public void Invoke(sbyte[] input, sbyte[] output)
    {
        model.Invoke(input, output);
        output.CopyTo(_layer.Activations, 0);
    }
}
