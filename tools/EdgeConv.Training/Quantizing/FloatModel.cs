using Google.Protobuf;

namespace EdgeConv.Training.Quantizing;

/// <summary>
/// A float .onnx model while it is made ready to be quantized: nodes in running order, constants by name, one input. It stays a model that
/// ONNX Runtime runs, so that each change is held against what the file computes.
/// </summary>
internal sealed class FloatModel(string name, OnnxFileInput input, int opset)
{
    // What is computed once for all: more than a model for a board has.
    private const long MaxFolded = 16 << 20;

    // The first with QuantizeLinear.
    private const int MinOpset = 10;

    // Larger than any model that boards run; each step looks for a node's neighbours among all.
    private const int MaxNodes = 2_000;

    // In all, and in all that is made of them: a small file can ask for one constant many times.
    private const long MaxValues = 1 << 26;

    private int _names;
    private long _values;

    /// <summary>The file's name.</summary>
    public string Name { get; } = name;

    /// <summary>float32; a batch left open is 1.</summary>
    public OnnxFileInput Input { get; } = input;

    /// <summary>Version of ONNX's own operators.</summary>
    public int Opset { get; } = opset;

    /// <summary>In running order.</summary>
    public List<OnnxFileNode> Nodes { get; private init; } = [];

    /// <summary>Names of the outputs.</summary>
    public List<string> Outputs { get; private init; } = [];

    /// <summary>By name.</summary>
    public Dictionary<string, OnnxConstant> Constants { get; private init; } = [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelException">Quantized already, or with another kind of input.</exception>
    /// <exception cref="InvalidProtocolBufferException">Damaged.</exception>
    public static FloatModel Read(string name, byte[] file)
    {
        if (file.Length > OnnxImporter.MaxBytes)
            throw new ModelException($"a file of {Amount.Of(file.Length, "byte")}; at most {Amount.Of(OnnxImporter.MaxBytes)} are read");
        return Read(name, OnnxFile.Read(file));
    }

    /// <summary>The same model, to be changed on its own.</summary>
    public FloatModel Copy() => new(Name, Input, Opset)
    {
        Nodes = [.. Nodes], Outputs = [.. Outputs], Constants = new(Constants),
        _names = _names, _values = _values
    };

    /// <summary>The model as a file.</summary>
    /// <param name="more">Values to give as outputs beside the model's own.</param>
    public byte[] Write(IEnumerable<string> more)
    {
        HashSet<string> used = [.. Nodes.SelectMany(node => node.Inputs)];
        return OnnxFileWriter.Write(Opset, Input, Outputs.Concat(more).Distinct(), Nodes,
            Constants.Values.Where(constant => used.Contains(constant.Name)));
    }

    /// <summary>A constant's numbers, or null where a value is none or not float.</summary>
    public OnnxConstant? FloatConstant(string? name) =>
        name is not null && Constants.TryGetValue(name, out OnnxConstant? constant) && constant.Values is float[]? constant : null;

    /// <summary>Adds a constant under a new name.</summary>
    public string AddConstant(string like, int[] dims, Array values)
    {
        string name = NewName(like);
        _values += values.LongLength;
        if (_values > MaxValues) throw new ModelException($"constants of more than {Amount.Of(MaxValues, "value")} in all");
        Constants[name] = new OnnxConstant(name, dims, values);
        return name;
    }

    /// <summary>Adds a constant made of another's numbers, under a new name.</summary>
    public string AddMapped(OnnxConstant constant, Func<float, float> map) =>
        AddConstant(constant.Name, constant.Dims, constant.Floats.Select(map).ToArray());

    /// <summary>Removes a constant that no node reads any more.</summary>
    public void DropConstant(string name)
    {
        if (Constants.TryGetValue(name, out OnnxConstant? constant) && !Users(name).Any() && Constants.Remove(name))
            _values -= constant.Values.LongLength;
    }

    /// <summary>A name that nothing has.</summary>
    public string NewName(string like) => $"{like}:{++_names}";

    /// <summary>Which node gives a value; null for the input and constants.</summary>
    public OnnxFileNode? Producer(string name) => Nodes.Find(node => node.Outputs.Contains(name));

    /// <summary>Nodes that read a value.</summary>
    public IEnumerable<OnnxFileNode> Users(string name) => Nodes.Where(node => node.Inputs.Contains(name));

    /// <summary>
    /// The one node that reads a value, at its first input; null where there are several, or the value is an output of the model.
    /// </summary>
    public OnnxFileNode? OnlyUser(string name) => !Outputs.Contains(name) && Users(name).Take(2).ToArray() is [var user]
        && user.Inputs.Count(input => input == name) == 1 ? user : null;

    /// <summary>Puts another node in a node's place.</summary>
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
            throw new ModelException($"{quantized[0]}: the model is quantized already; inspect, run, pack and compile take it as it is");
        if (file.Opset < MinOpset)
            throw new ModelException($"opset {file.Opset}; export the model with opset {MinOpset} or above, 17 as a rule");
        if (file.Nodes.Count > MaxNodes)
            throw new ModelException($"{Amount.Of(file.Nodes.Count, "node")}; models up to {Amount.Of(MaxNodes)} are quantized");
        if (file.Inputs.Count != 1) throw new ModelException($"{Amount.Of(file.Inputs.Count, "input")}; models of one input are quantized");
        if (file.Outputs.Count == 0) throw new ModelException("the model has no output");
        OnnxFileInput input = file.Inputs[0];
        if (input.Type != 1) throw new ModelException(
            $"input '{OnnxText.Short(input.Name)}' has element type {input.Type}; export the model in float32");
        if (input.Dims.Length is < 2 or > 4) throw new ModelException(
            $"input '{OnnxText.Short(input.Name)}' has {Amount.Of(input.Dims.Length, "axis", "axes")}; 2 to 4 are quantized");
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
                    throw new ModelException($"{node.Label}: more than {Amount.Of(MaxFolded, "value")} are computed from constants");
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
