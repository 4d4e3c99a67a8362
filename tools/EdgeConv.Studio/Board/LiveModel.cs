using EdgeConv.Compiler.Packed;
using EdgeConv.Compiler.Passes;
using EdgeConv.Compiler.Reference;

namespace EdgeConv.Studio.Board;

/// <summary>Shape of a layer's output, of which a page shows the first channels.</summary>
/// <param name="Name">Name of the layer.</param>
/// <param name="Kind">Its operator.</param>
/// <param name="Height">Rows of the output.</param>
/// <param name="Width">Columns.</param>
/// <param name="Channels">Channels.</param>
/// <param name="Shown">Number of channels that are sent.</param>
/// <param name="ZeroPoint">Value that stands for zero.</param>
internal sealed record LiveLayer(string Name, string Kind, int Height, int Width, int Channels, int Shown, int ZeroPoint);

/// <summary>The model of a board, run by the studio on the board's frames.</summary>
internal sealed class LiveModel
{
    // Maximum number of channels, and of values in all, that are sent of a layer.
    private const int MaxChannels = 32, MaxValues = 16_384;

    private readonly Preprocessor _preprocessor;
    private readonly Func<sbyte[], (sbyte[] Output, sbyte[][] Layers)> _run;
    private readonly sbyte[] _input;

    private LiveModel(Preprocessor preprocessor, IModel model, LiveLayer[] layers, Func<sbyte[], (sbyte[], sbyte[][])> run)
    {
        _preprocessor = preprocessor;
        _input = new sbyte[model.Input.Length];
        _run = run;
        Layers = layers;
    }

    /// <summary>The layers; only the output of a model whose file does not hold its layers.</summary>
    public IReadOnlyList<LiveLayer> Layers { get; }

    /// <summary>Takes a network.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="preprocessor">Returns the board's preprocessor for the model.</param>
    /// <exception cref="ModelException">The network has several inputs, or takes more work than the studio's limits.</exception>
    public static LiveModel Of(Graph graph, Func<IModel, Preprocessor> preprocessor)
    {
        Graph prepared = NetworkRun.Prepare(graph);
        var runner = new NetworkRunner(prepared);
        (Operator Op, InspectedLayer Named)[] shown = [.. prepared.Operators
            .Zip(InspectReport.Of(prepared, [], compiled: false).Layers!).Where(pair => pair.First.Output.Type == ElementType.Int8)];
        var model = new GraphModel(prepared);
        LiveLayer[] layers = [.. shown.Select(one => Layer(one.Named.ShortName, one.Named.Operator, one.Op.Output))];
        return new LiveModel(preprocessor(model), model, layers, input =>
        {
            TensorValues values = runner.Run(input, CancellationToken.None).Values;
            return (values.Int8(prepared.Outputs[0]), [.. shown.Select(one => values.Int8(one.Op.Output))]);
        });
    }

    /// <summary>Takes an .ecm file, which does not hold its layers.</summary>
    /// <param name="file">The file.</param>
    /// <param name="preprocessor">Returns the board's preprocessor for the model.</param>
    /// <exception cref="ModelFormatException">The file is damaged.</exception>
    public static LiveModel Of(byte[] file, Func<IModel, Preprocessor> preprocessor)
    {
        PackedModel model = PackedModel.Load(file);
        LiveLayer layer = Layer("output", "output", EcmFile.Tensors(model).Outputs[0]);
        sbyte[] output = new sbyte[model.Output.Length];
        return new LiveModel(preprocessor(model), model, [layer], input =>
        {
            model.Invoke(input, output);
            return (output, [output]);
        });
    }

    /// <summary>Runs the model on a frame of the board.</summary>
    public (sbyte[] Output, byte[][] Layers) Run(short[] frame)
    {
        _preprocessor.Run(frame, _input);
        (sbyte[] output, sbyte[][] layers) = _run(_input);
        return (output, [.. layers.Zip(Layers, FirstChannels)]);
    }

    private static LiveLayer Layer(string name, string kind, Tensor output)
    {
        (_, int height, int width, int channels) = output.Shape.Rank is 3 or 4 ? output.Shape.Nhwc : (1, 1, 1, output.Shape.Length);
        int most = height * width == 1 ? channels : Math.Min(channels, MaxChannels);
        int shown = Math.Clamp(MaxValues / Math.Max(1, height * width), 1, most);
        return new LiveLayer(Printable.Text(name, 60), kind, height, width, channels, shown, output.Quantized.ZeroPoint);
    }

    private static byte[] FirstChannels(sbyte[] values, LiveLayer layer)
    {
        int cells = layer.Height * layer.Width;
        byte[] data = new byte[cells * layer.Shown];
        for (int i = 0; i < cells; i++)
            for (int c = 0; c < layer.Shown; c++) data[i * layer.Shown + c] = (byte)values[i * layer.Channels + c];
        return data;
    }
}
