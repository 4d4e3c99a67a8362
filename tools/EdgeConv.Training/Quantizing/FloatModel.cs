using Google.Protobuf;

namespace EdgeConv.Training.Quantizing;

/// <summary>
/// A float .onnx model that is being prepared for quantization: nodes in running order, constants by name, one input. ONNX Runtime can run
/// it after every change, so each change is checked against what the original file computes.
/// </summary>
internal sealed class FloatModel(string name, OnnxFileInput input, int opset)
{
    // Maximum number of constant values that constant folding reads; models for boards stay far below.
    private const long MaxFolded = 16 << 20;

    // The first version of ONNX that has QuantizeLinear.
    private const int MinOpset = 10;

    // Models for boards stay far below. Each rewriting step searches all nodes for a node's neighbours, so the time grows quadratically.
    private const int MaxNodes = 2_000;

    // Maximum number of values in all constants together. Rewriting copies constants, so a small file could otherwise ask for one many
    // times.
    private const long MaxValues = 1 << 26;

    private int _names;
    private long _values;

    public string Name { get; } = name;

    /// <summary>The float32 input; an open batch has become 1.</summary>
    public OnnxFileInput Input { get; } = input;

    /// <summary>Version of the standard ONNX operator set.</summary>
    public int Opset { get; } = opset;

    /// <summary>Nodes in running order.</summary>
    public List<OnnxFileNode> Nodes { get; private init; } = [];

    /// <summary>Names of the model's outputs.</summary>
    public List<string> Outputs { get; private init; } = [];

    /// <summary>Constants by name.</summary>
    public Dictionary<string, OnnxConstant> Constants { get; private init; } = [];

    /// <summary>Reads a float model from a file.</summary>
    /// <exception cref="ModelException">The model is already quantized, too large, or has an input that cannot be quantized.</exception>
    /// <exception cref="InvalidProtocolBufferException">The file is damaged.</exception>
    public static FloatModel Read(string name, byte[] file)
    {
        if (file.Length > OnnxImporter.MaxBytes)
            throw new ModelException($"the file has {Amount.Of(file.Length, "byte")}, more than {Amount.Of(OnnxImporter.MaxBytes)}");
        return Read(name, OnnxFile.Read(file));
    }

    /// <summary>Returns a copy; later changes of one model do not change the other.</summary>
    public FloatModel Copy() => new(Name, Input, Opset)
    {
        Nodes = [.. Nodes], Outputs = [.. Outputs], Constants = new(Constants),
        _names = _names, _values = _values
    };

    /// <summary>Returns the model as an .onnx file.</summary>
    /// <param name="more">Names of values that become outputs in addition to the model's own.</param>
    public byte[] Write(IEnumerable<string> more)
    {
        HashSet<string> used = [.. Nodes.SelectMany(node => node.Inputs)];
        return OnnxFileWriter.Write(Opset, Input, Outputs.Concat(more).Distinct(), Nodes,
            Constants.Values.Where(constant => used.Contains(constant.Name)));
    }

    /// <summary>Returns a constant; null if the value is not a constant or not float.</summary>
    public OnnxConstant? FloatConstant(string? name) =>
        name is not null && Constants.TryGetValue(name, out OnnxConstant? constant) && constant.Values is float[]? constant : null;

    /// <summary>Adds a constant under a new name, which it returns.</summary>
    /// <exception cref="ModelException">All constants together would hold too many values.</exception>
    public string AddConstant(string like, int[] dims, Array values)
    {
        string name = NewName(like);
        _values += values.LongLength;
        if (_values > MaxValues) throw new ModelException($"the model's constants hold more than {Amount.Of(MaxValues, "value")} in all");
        Constants[name] = new OnnxConstant(name, dims, values);
        return name;
    }

    /// <summary>Adds a constant with the mapped values of another, under a new name, which it returns.</summary>
    public string AddMapped(OnnxConstant constant, Func<float, float> map) =>
        AddConstant(constant.Name, constant.Dims, constant.Floats.Select(map).ToArray());

    /// <summary>Removes a constant if no node reads it any more.</summary>
    public void DropConstant(string name)
    {
        if (Constants.TryGetValue(name, out OnnxConstant? constant) && !Users(name).Any() && Constants.Remove(name))
            _values -= constant.Values.LongLength;
    }

    /// <summary>Returns an unused name that begins with <paramref name="like"/>.</summary>
    public string NewName(string like) => $"{like}:{++_names}";

    /// <summary>Returns the node that computes a value; null for the input and constants.</summary>
    public OnnxFileNode? Producer(string name) => Nodes.Find(node => node.Outputs.Contains(name));

    public IEnumerable<OnnxFileNode> Users(string name) => Nodes.Where(node => node.Inputs.Contains(name));

    /// <summary>
    /// Returns the only node that reads a value; null if several inputs read it, or if the value is an output of the model.
    /// </summary>
    public OnnxFileNode? OnlyUser(string name) => !Outputs.Contains(name) && Users(name).Take(2).ToArray() is [var user]
        && user.Inputs.Count(input => input == name) == 1 ? user : null;

    /// <summary>Replaces a node by other nodes.</summary>
    public void Replace(OnnxFileNode node, params ReadOnlySpan<OnnxFileNode> others)
    {
        int index = Nodes.IndexOf(node);
        Nodes.RemoveAt(index);
        Nodes.InsertRange(index, others);
    }

    /// <summary>
    /// Removes a node whose only output has the value of <paramref name="source"/>. Returns false if both are inputs or outputs of the
    /// model, whose names must stay.
    /// </summary>
    public bool Bypass(OnnxFileNode node, string source)
    {
        string output = node.Outputs[0];
        bool isOutput = Outputs.Contains(output);
        if (isOutput && (Producer(source) is null || Outputs.Contains(source))) return false;
        Nodes.Remove(node);
        (string from, string to) = isOutput ? (source, output) : (output, source);
        for (int i = 0; i < Nodes.Count; i++)
        {
            string[] Renamed(string[] names) => names.Contains(from) ? [.. names.Select(name => name == from ? to : name)] : names;
            Nodes[i] = Nodes[i] with
            {
                Inputs = Renamed(Nodes[i].Inputs),
                Outputs = isOutput ? Renamed(Nodes[i].Outputs) : Nodes[i].Outputs
            };
        }
        return true;
    }

    private static FloatModel Read(string name, OnnxFile file)
    {
        string[] quantized = [.. file.Nodes.Where(node => node.Type is "QuantizeLinear" or "DequantizeLinear" or "DynamicQuantizeLinear"
            or "MatMulInteger" or "ConvInteger" || OnnxOperators.Form(node) is not null).Select(node => node.Label)];
        if (quantized.Length > 0)
            throw new ModelException($"{quantized[0]}: the model is already quantized; inspect, run, pack and compile take it as it is");
        if (file.Opset < MinOpset)
            throw new ModelException($"the model has opset {file.Opset}; export it with opset {MinOpset} or above, preferably 17");
        if (file.Nodes.Count > MaxNodes)
            throw new ModelException($"the model has {Amount.Of(file.Nodes.Count, "node")}; quantize takes at most {Amount.Of(MaxNodes)}");
        if (file.Inputs.Count != 1) throw new ModelException(
            $"the model has {Amount.Of(file.Inputs.Count, "input")}; quantize takes models with one input");
        if (file.Outputs.Count == 0) throw new ModelException("the model has no output");
        OnnxFileInput input = file.Inputs[0];
        if (input.Type != 1) throw new ModelException(
            $"input '{OnnxText.Short(input.Name)}' has element type {input.Type}; export the model in float32");
        if (input.Dims.Length is < 2 or > 4) throw new ModelException(
            $"input '{OnnxText.Short(input.Name)}' has {Amount.Of(input.Dims.Length, "axis", "axes")}; quantize takes 2 to 4");
        for (int axis = 1; axis < input.Dims.Length; axis++)
            if (input.Dims[axis] < 1) throw new ModelException(
                $"input '{OnnxText.Short(input.Name)}' leaves axis {axis} open; export the model with fixed shapes");
        if (input.Dims[0] > 1) throw new ModelException(
            $"input '{OnnxText.Short(input.Name)}' has a batch of {input.Dims[0]}; export the model with a batch of 1 or an open one");
        // An open batch is 1 from here on.
        FloatModel model = new(name, input with { Dims = [1, .. input.Dims[1..]] }, file.Opset) { Outputs = [.. file.Outputs] };
        HashSet<string> used = [.. file.Nodes.SelectMany(node => node.Inputs)];
        foreach ((string constant, ProtoMessage message) in file.Constants)
            if (used.Contains(constant)) model.Constants[constant] = OnnxConstant.Read(constant, message);
        long folded = 0;
        foreach (OnnxFileNode node in file.Nodes)
        {
            OnnxValue?[] values = [.. node.Inputs.Select(input => model.Constants.TryGetValue(input, out OnnxConstant? constant)
                ? new OnnxValue(constant) : null)];
            OnnxConstant? result = null;
            if (node.Type == "Constant") result = OnnxFolding.Constant(node).Constant;
            else if (node.Inputs.Length > 0 && node.Inputs.Zip(values).All(input => input.First.Length == 0 || input.Second is not null))
            {
                folded += values.Sum(value => value?.Constant?.Values.LongLength ?? 0);
                if (folded > MaxFolded)
                    throw new ModelException(
                        $"{node.Label}: more than {Amount.Of(MaxFolded, "value")} would be computed from constants; simplify the model");
                result = OnnxFolding.Fold(node, values)?.Constant ?? FloatFolding.Fold(node, values);
            }
            if (result is null) model.Nodes.Add(node);
            else if (node.Outputs.Length > 0) model.Constants[node.Outputs[0]] = result with { Name = node.Outputs[0] };
        }
        HashSet<string> known = [input.Name, "", .. model.Constants.Keys];
        foreach (OnnxFileNode node in model.Nodes)
        {
            foreach (string missing in node.Inputs)
                if (!known.Contains(missing))
                    throw new ModelException($"{node.Label}: input '{OnnxText.Short(missing)}' is not computed before it is used");
            foreach (string output in node.Outputs)
                if (output.Length > 0 && !known.Add(output))
                    throw new ModelException($"{node.Label}: output '{OnnxText.Short(output)}' is computed twice");
        }
        foreach (string output in model.Outputs)
            if (model.Producer(output) is null)
                throw new ModelException($"output '{OnnxText.Short(output)}' is not computed by the network");
        return model;
    }
}
