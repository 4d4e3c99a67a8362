using EdgeConv.Compiler.Packed;
using EdgeConv.Compiler.Reference;

namespace EdgeConv.Studio.Networks;

/// <summary>
/// A network for the device's loop. It runs on the packed engine, or on the reference engine if that lacks an operator. Equal frames in a
/// row are computed only once.
/// </summary>
/// <param name="model">The network on its engine.</param>
internal sealed class LoopModel(IModel model) : ILayeredModel
{
    private readonly sbyte[] _lastInput = new sbyte[model.Input.Length], _lastOutput = new sbyte[model.Output.Length];
    private bool _hasLast;

    /// <inheritdoc/>
    public TensorInfo Input => model.Input;

    /// <inheritdoc/>
    public TensorInfo Output => model.Output;

    /// <summary>0, because the page gets the layers from <see cref="Endpoints.LayersEndpoint"/>.</summary>
    public int LayerCount => 0;

    public static LoopModel Of(UploadedModel upload)
    {
        if (upload.IsPacked)
        {
            PackedModel packed = upload.Load();
            return packed.InputCount == 1 && packed.OutputCount == 1 ? new LoopModel(packed)
                : throw new ModelException($"{upload.Name}: {Amount.Of(packed.InputCount, "input")} and " +
                    $"{Amount.Of(packed.OutputCount, "output")}, but the loop takes models with one each");
        }
        return upload.Named(() =>
        {
            Graph graph = NetworkRun.Prepare(upload.ReadGraph());
            var judge = new GraphModel(graph); // refuses several inputs or outputs
            try
            {
                return new LoopModel(PackedModel.Load(EcmFile.Write(graph).Bytes));
            }
            catch (ModelException)
            {
                return new LoopModel(judge);
            }
        });
    }

    /// <inheritdoc/>
    public ModelLayer Layer(int index) => throw new ArgumentOutOfRangeException(nameof(index));

    /// <inheritdoc/>
    public void Invoke(sbyte[] input, sbyte[] output)
    {
        if (!_hasLast || !input.AsSpan(0, _lastInput.Length).SequenceEqual(_lastInput))
        {
            _hasLast = false;
            model.Invoke(input, _lastOutput);
            input.AsSpan(0, _lastInput.Length).CopyTo(_lastInput);
            _hasLast = true;
        }
        _lastOutput.CopyTo(output, 0);
    }
}
