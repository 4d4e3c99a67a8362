using EdgeConv.Compiler.Json;
using Window = EdgeConv.Compiler.Operators.Window;

namespace EdgeConv.Training.Networks;

/// <summary>
/// Reads a network to train: a .json file (docs/json-models.md) whose layers give the number of filters instead of their weights.
/// </summary>
public sealed class NetworkReader
{
    private static readonly string[] s_types = ["convolution",
        "depthwise", "fullyConnected", "batchNorm", "activation", "maxPool", "minPool", "averagePool", "dropout", "flatten", "softmax"];

    /// <summary>Maximum number of weights of a network, and of activations per frame.</summary>
    internal const int MaxWeights = 1 << 20, MaxActivations = 1 << 20;

    private const int MaxLayers = 100;

    private readonly int _classes;
    private readonly Random _random;
    private readonly List<Layer> _layers = [];
    private Maps _last;
    private bool _isFlat, _hasSoftmax;
    private long _weights, _activations;

    private NetworkReader(FrameShape shape, int classes, Random random)
    {
        (_last, _classes, _random) = (new Maps(shape.Channels, shape.Height, shape.Width), classes, random);
    }

    /// <summary>Reads a network and draws its weights.</summary>
    /// <param name="name">Name of the network if the file gives none.</param>
    /// <param name="file">Content of the file.</param>
    /// <param name="shape">Shape of the data's frames, HWC.</param>
    /// <param name="classes">Number of classes in the data, at least 1; 0 for a heat map, if the labels are positions.</param>
    /// <param name="random">Draws the weights, and during training the values that dropout drops.</param>
    /// <exception cref="ModelException">The file holds no network that such frames can train; the message names the field.</exception>
    public static Network Read(string name, byte[] file, FrameShape shape, int classes, Random random) =>
        JsonImporter.Open(file, model => new NetworkReader(shape, classes, random).Read(name, model, shape));

    /// <summary>Returns the input shape that the file gives, HWC, or null if it gives none and so takes the shape of the data.</summary>
    /// <param name="file">Content of the file.</param>
    /// <exception cref="ModelException">The file holds no JSON object, or its shape is not three numbers.</exception>
    public static FrameShape? ShapeOf(byte[] file) => JsonImporter.Open(file, model =>
    {
        if (!model.IsObject) throw model.Refuse("must be an object in braces");
        if (model.Optional("input") is not { IsObject: true } input || input.Optional("shape") is not { } shape)
            return default(FrameShape?);
        return Shape(shape);
    });

    private static FrameShape Shape(JsonField field)
    {
        int[] axes = [.. field.Items(3, 3).Select(axis => axis.Int(1, 1 << 16))];
        return new FrameShape(axes[0], axes[1], axes[2]);
    }

    private Network Read(string name, JsonField model, FrameShape shape)
    {
        model.AllowOnly("edgeconv", "name", "description", "input", "layers");
        model.Required("edgeconv", $"write \"edgeconv\": {JsonImporter.Version}, the version of the format")
            .Int(JsonImporter.Version, JsonImporter.Version);
        if (model.Optional("name")?.Text() is { Length: > 0 } given) name = given;
        string? description = model.Optional("description")?.Text();
        if (model.Optional("input") is { } input)
        {
            input.AllowOnly("name", "shape"); // scale and zero point come from the data
            if (input.Optional("shape") is { } field && shape != Shape(field))
                throw field.Refuse($"the data's frames are {shape}; give this shape, or leave \"shape\" out to accept any");
        }
        foreach (JsonField layer in model.Required("layers", "list the layers from the first to the last").Items(1, MaxLayers)) Add(layer);
        if (!_layers.Any(layer => layer is WeightedLayer)) throw model.Refuse("has no layer with weights to be trained");
        if (_classes == 0)
        {
            if (_last.Channels != 1 || _last.Width < 2 || _isFlat || _hasSoftmax || _layers.Any(layer => layer is FullyConnected)) throw
                model.Refuse($"ends with {_last.Height}x{_last.Width}x{_last.Channels} values, but the labels are positions; end with a " +
                    "convolution of \"filters\": 1 over a map of two or more columns");
        }
        else if (_last.Plane != 1 || _last.Channels != _classes)
            throw model.Refuse($"ends with {_last.Height}x{_last.Width}x{_last.Channels} values, but the data has " +
                $"{Amount.Of(_classes, "class", "classes")}; end with a fullyConnected layer of \"outputs\": \"classes\"");
        return new Network(name, description, _layers, _hasSoftmax);
    }

    private void Add(JsonField field)
    {
        if (!field.IsObject) throw field.Refuse("must be a layer in braces");
        string type = field.Required("type", $"give one of {string.Join(", ", s_types)}").Word(s_types);
        string name = field.Optional("name")?.Text() ?? $"layer{_layers.Count(layer => layer is not (BatchNorm or Dropout))}";
        if (_hasSoftmax) throw field.Refuse("comes after softmax, which must be last");
        if (_isFlat && _last.Plane > 1 && type is not ("fullyConnected" or "dropout" or "activation"))
            throw field.Refuse($"{type} needs a map, but comes after flatten");
        switch (type)
        {
            case "convolution":
            case "depthwise": AddConvolution(field, type, name); break;
            case "fullyConnected":
                AllowOnly(field, "outputs", "activation");
                JsonField outputs = field.Required("outputs", "give a number, or \"classes\" for as many as the data has");
                if (_classes == 0)
                    throw field.Refuse("fullyConnected has no map as its output, but the labels are positions; use convolutions");
                int count = outputs.IsText && outputs.Word("classes") == "classes" ? _classes : outputs.Int(1, 1 << 12);
                Reserve(field, (long)count * _last.Channels * _last.Plane, count);
                AddWeights(field, new FullyConnected(name, _last, count));
                break;
            case "batchNorm":
                AllowOnly(field);
                if (_layers is not [.., WeightedLayer]) throw field.Refuse("batchNorm must come right after a convolution, depthwise or " +
                    "fullyConnected layer without activation, because it is merged into that layer's weights");
                Append(new BatchNorm(name, _last));
                break;
            case "activation":
                AllowOnly(field, "function");
                AddActivation(field, name, field.Required("function", "give \"relu\" or \"relu6\"").Word("relu", "relu6"));
                break;
            case "dropout":
                AllowOnly(field, "rate");
                JsonField rate = field.Required("rate", "give the fraction of values that become 0, e.g. 0.2");
                Append(new Dropout(name, _last, rate.Fraction(), _random));
                break;
            case "softmax":
                AllowOnly(field);
                _hasSoftmax = true;
                break;
            case "flatten":
                AllowOnly(field);
                _isFlat = true; // nothing to compute: the values are in this order already
                break;
            default: AddPool(field, type, name); break;
        }
    }

    private static void AllowOnly(JsonField field, params ReadOnlySpan<string> known) =>
        field.AllowOnly([.. (ReadOnlySpan<string>)["type", "name"], .. known]);

    private void AddConvolution(JsonField field, string type, string name)
    {
        AllowOnly(field, "filters", "size", "stride", "dilation", "padding", "activation");
        (int rows, int columns) = field.Required("size", "give rows and columns of a filter, e.g. 3 or [1, 5]").Pair(1, 64);
        Window window = JsonWindow.Read(field, _last.Height, _last.Width, rows, columns, (1, 1));
        bool isDepthwise = type == "depthwise";
        int filters = isDepthwise ? field.Optional("filters")?.Int(1, 64) ?? 1
            : Count(field.Required("filters", "give their number, e.g. 8"));
        Reserve(field, (long)filters * rows * columns * _last.Channels,
            (long)window.OutHeight * window.OutWidth * filters * (isDepthwise ? _last.Channels : 1));
        AddWeights(field, isDepthwise ? new Depthwise(name, _last, window, filters) : new Convolution(name, _last, window, filters));
    }

    private static int Count(JsonField filters) => filters.IsList ? throw filters.Refuse("lists the weights, "
    + "so there is nothing to train; give the number of filters to train instead, e.g. 8") : filters.Int(1, 1 << 12);

    private void AddWeights(JsonField field, WeightedLayer layer)
    {
        layer.Initialize(_random);
        AppendActivated(field, layer);
    }

    private void AppendActivated(JsonField field, Layer layer)
    {
        Append(layer);
        if (field.Optional("activation")?.Word("none", "relu", "relu6") is { } function and not "none")
            AddActivation(field, layer.Name, function);
    }

    private void AddActivation(JsonField field, string name, string function)
    {
        if (function == "relu6" && !_layers.Any(layer => layer is WeightedLayer))
            throw field.Refuse("relu6 before the first weights would clip the sensor's values at 6; use relu");
        Append(new Relu(name, _last, function == "relu6" ? 6 : float.PositiveInfinity));
    }

    private void AddPool(JsonField field, string type, string name)
    {
        AllowOnly(field, "window", "stride", "padding", "activation");
        JsonField size = field.Required("window", "give rows and columns, e.g. [2, 2], or \"global\"");
        (int rows, int columns) = size.IsText && size.Word("global") == "global" ? (_last.Height, _last.Width) : size.Pair(1, 1 << 10);
        Window window = JsonWindow.Read(field, _last.Height, _last.Width, rows, columns, (rows, columns));
        Reserve(field, 0, (long)window.OutHeight * window.OutWidth * _last.Channels);
        AppendActivated(field,
            type == "averagePool" ? new AveragePool(name, _last, window) : new ExtremePool(name, _last, window, type == "minPool"));
    }

    private void Append(Layer layer)
    {
        _layers.Add(layer);
        _last = layer.Output;
    }

    private void Reserve(JsonField field, long weights, long activations)
    {
        if (weights > MaxWeights - _weights) throw field.Refuse(
            $"brings the network above {Amount.Of(MaxWeights, "weight")}; use fewer filters, or import a .tflite or .onnx");
        if (activations > MaxActivations - _activations) throw field.Refuse(
            $"brings the network above {Amount.Of(MaxActivations, "activation")} per frame; use smaller frames, strides or pooling");
        _weights += weights;
        _activations += activations;
    }
}
