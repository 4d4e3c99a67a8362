namespace EdgeConv.Compiler.Onnx;

/// <summary>
/// Makes a graph of an .onnx file: reads its constants, its inputs, then its nodes in the file's order. Each node becomes an int8 operator
/// (<see cref="OnnxOperators"/>). In QDQ form a float operator lies between DequantizeLinear and QuantizeLinear, which hold its scales; a
/// QLinear operator has its scales as inputs.
/// </summary>
internal sealed class OnnxTranslation
{
    // Maximum number of conversions between an input and the first node that computes with it.
    private const int MaxConversions = 10;

    // Operators that clamp their outputs at the end, so that a Relu or Clip behind them can be fused into them.
    private static readonly HashSet<string> s_clamped = ["Conv", "ConvTranspose", "Gemm", "MatMul", "Add", "Sub", "Mul"];

    private readonly OnnxFile _file;
    private readonly OnnxBuilder _graph;
    private readonly OnnxQuantizers _quantizers;
    private readonly HashSet<OnnxFileNode> _fused = new(ReferenceEqualityComparer.Instance);
    private readonly List<Tensor> _inputs = [];
    private readonly List<string> _refusals = [];

    internal OnnxTranslation(OnnxFile file)
    {
        _file = file;
        _graph = new OnnxBuilder(file);
        _quantizers = new OnnxQuantizers(file, _graph);
    }

    /// <summary>A value by its name; null for the empty name.</summary>
    /// <exception cref="ModelException">The file has no value of this name.</exception>
    internal OnnxValue? Lookup(string name) => _graph.Lookup(name);

    /// <summary>Translates the whole file.</summary>
    /// <exception cref="ModelException">The file has nodes that are not supported; the message names all of them.</exception>
    internal Graph Run(string name)
    {
        RefuseUnquantized();
        string[] unknown = [.. _file.Nodes.Where(node => !OnnxOperators.Knows(node)).Select(node => node.Label)];
        if (unknown.Length > 0)
            throw new ModelException($"{Joined(unknown)} {(unknown.Length == 1 ? "is" : "are")} not supported; "
                + "retrain or export the model without them");
        foreach (OnnxFileNode node in _file.Nodes.Where(node => node.Type == "Constant"))
            Try($"{node.Label}: ", node.Outputs, () => _graph.Bind(node.Outputs.FirstOrDefault(), OnnxFolding.Constant(node)));
        foreach (OnnxFileInput input in _file.Inputs) Try("", [input.Name], () => AddInput(input));
        foreach (OnnxFileNode node in _file.Nodes.Where(node => node.Type != "Constant"))
            Try($"{node.Label}: ", node.Outputs, () => Translate(node));
        if (_refusals.Count > 0) throw new ModelException(Joined(_refusals));
        return WithOutputs(name);
    }

    private void RefuseUnquantized()
    {
        bool Has(params string[] types) => _file.Nodes.Any(node => types.Contains(node.Type));
        if (Has("DynamicQuantizeLinear", "MatMulInteger", "ConvInteger", "DynamicQuantizeMatMul"))
            throw new ModelException("the model is quantized dynamically; quantize it statically, with data to calibrate "
                + "(onnxruntime.quantization.quantize_static)");
        if (!Has("QuantizeLinear", "DequantizeLinear") && _file.Nodes.All(node => OnnxOperators.Form(node) is null)
            && _file.Inputs.Any(input => input.Type is DataType.Float or DataType.Float16 or DataType.Double or DataType.BFloat16))
            throw new ModelException("the model is float; quantize it first, with `edgeconv quantize`");
    }

    // Calls a function that may refuse an input or a node. A refusal is collected, so that one message can name all of them, and nodes that
    // use the refused outputs are skipped.
    private void Try(string label, string[] outputs, Action action)
    {
        try
        {
            action();
            return;
        }
        catch (ModelException e)
        {
            _refusals.Add(label + e.Message);
        }
        catch (Exception e)
            when (e is OverflowException or ArithmeticException or IndexOutOfRangeException or ArgumentException or InvalidCastException)
        {
            _refusals.Add(label + "its attributes do not fit its inputs; export the model again");
        }
        foreach (string output in outputs) _graph.Refuse(output);
    }

    // Joins all parts, but limits the length of the message, because a hostile file may have thousands of parts.
    private static string Joined(IEnumerable<string> parts) => ModelException.Join([.. parts.Distinct()]);

    // ---- inputs ----

    private void AddInput(OnnxFileInput input)
    {
        string name = OnnxText.Short(input.Name);
        if (input.Type is not (DataType.Float or DataType.UInt8 or DataType.Int8))
            throw new ModelException($"input '{name}' has element type {input.Type}; float, int8 and uint8 are supported");
        int[] dims = new int[input.Dims.Length];
        for (int axis = 0; axis < dims.Length; axis++)
        {
            // A batch that the file leaves open becomes 1.
            long extent = input.Dims[axis] <= 0 && axis == 0 ? 1 : input.Dims[axis];
            if (extent is < 1 or > Shape.MaxElements)
                throw new ModelException($"input '{name}' leaves axis {axis} open; export the model with fixed shapes");
            dims[axis] = (int)extent;
        }
        if (_quantizers.QuantizationOf(input) is not { } stated)
            throw new ModelException($"no operator states a scale for input '{name}'; quantize the model statically");
        int[] order = InputOrder(input.Name, dims.Length);
        Shape shape = new([.. order.Select(axis => dims[axis])]);
        Tensor tensor = new(name, shape, ElementType.Int8, stated.Quantization) { IsUnsigned = input.Type == DataType.UInt8 };
        _inputs.Add(tensor);
        _graph.Bind(input.Name, new OnnxValue(tensor, dims, order, stated.IsUnsigned) { IsReal = input.Type == DataType.Float });
    }

    // The order of the axes of a graph input: its axis i is axis order[i] of the file's input.
    private int[] InputOrder(string input, int rank)
    {
        OnnxFileNode? user = FirstUser(input);
        // If the file itself transposes the input from NHWC to NCHW, the input is NHWC already.
        bool isNhwc = user?.Type == "Transpose" && new OnnxAttributes(user).Ints("perm") is [0, 3, 1, 2];
        if (rank == 4 && !isNhwc) return [0, 2, 3, 1];
        if (rank == 5 && user?.Type is "Conv" or "QLinearConv") return [0, 2, 3, 4, 1];
        if (rank == 3 && user?.Type is "Conv" or "MaxPool" or "AveragePool" or "QLinearConv" or "QLinearAveragePool") return [0, 2, 1];
        return OnnxShapes.InOrder(rank);
    }

    // The first node that computes with an input; conversions between them are skipped.
    private OnnxFileNode? FirstUser(string name)
    {
        for (int i = 0; i < MaxConversions; i++)
        {
            if (_quantizers.Users(name) is not [(var node, _), ..]) return null;
            if (node.Type is not ("QuantizeLinear" or "DequantizeLinear" or "Identity") || node.Outputs.Length == 0) return node;
            name = node.Outputs[0];
        }
        return null;
    }

    // ---- nodes ----

    private void Translate(OnnxFileNode node)
    {
        if (_fused.Contains(node)) return;
        OnnxValue?[] values = [.. node.Inputs.Select(Lookup)];
        if (values.Any(value => ReferenceEquals(value, OnnxValue.Unknown)))
        {
            foreach (string output in node.Outputs) _graph.Bind(output, OnnxValue.Unknown);
            return;
        }
        if (node.Type is "QuantizeLinear" or "DequantizeLinear")
        {
            if (node.Outputs.Length != 1 || node.Inputs.Length < 2 || values[0] is not { } value)
                throw new ModelException("an input or output is missing; export the model again");
            _graph.Bind(node.Outputs[0], node.Type == "QuantizeLinear" ? Quantize(node, value)
                : Dequantize(node, value, node.Inputs[1], node.Input(2), (int)new OnnxAttributes(node).Int("axis", 1)));
            return;
        }
        if (OnnxFolding.Knows(node.Type)) _graph.Spend(values.Sum(value => value?.Constant?.Values.LongLength ?? 0));
        if (OnnxFolding.Fold(node, values) is { } folded)
        {
            _graph.Bind(node.Outputs.FirstOrDefault(), folded);
            return;
        }
        if (OnnxOperators.ReaderOf(node) is not { } read)
            throw new ModelException("its inputs must be constants, but the network computes them; export the model with fixed shapes");
        if (OnnxOperators.Form(node) is { } form) ReadQLinear(node, form, values, read);
        else ReadFloat(node, values, read);
    }

    private OnnxValue Quantize(OnnxFileNode node, OnnxValue value)
    {
        string zeroPoint = node.Input(2);
        bool isUnsigned = zeroPoint.Length == 0 && OnnxQuantizers.IsUnsigned(node);
        if (value.Constant is { } constant)
        {
            OnnxScale scale = _quantizers.Scale(node.Inputs[1], zeroPoint, (int)new OnnxAttributes(node).Int("axis", 1), ref isUnsigned);
            _graph.Spend(constant.Values.LongLength);
            return new OnnxValue(OnnxFolding.Quantize(constant, scale, isUnsigned));
        }
        if (!value.IsReal) throw new ModelException("it quantizes a value that is quantized already; quantize the model again");
        (Quantization to, isUnsigned) = _quantizers.Activation(node.Inputs[1], zeroPoint, isUnsigned);
        return _graph.Requantized(value, to, isUnsigned) with { IsReal = false };
    }

    private OnnxValue Dequantize(OnnxFileNode node, OnnxValue value, string scale, string zeroPoint, int axis)
    {
        if (new OnnxAttributes(node).Int("block_size", 0) != 0)
            throw new ModelException("quantization in blocks is not supported; quantize per channel");
        bool isUnsigned = value.Constant?.IsUnsigned ?? value.IsUnsigned;
        if (value.Constant is { } constant)
            return OnnxFolding.Dequantize(constant, _quantizers.Scale(scale, zeroPoint, axis, ref isUnsigned));
        (Quantization quantization, isUnsigned) = _quantizers.Activation(scale, zeroPoint, isUnsigned);
        if (value.IsReal || !quantization.Equals(value.Tensor!.Quantized) || isUnsigned != value.IsUnsigned)
            throw new ModelException("it states another scale or zero point for its input than the node that computes the input; quantize "
                + "the model again");
        return value with { IsReal = true };
    }

    private void ReadQLinear(OnnxFileNode node, (int[] Inputs, int Output, int Bias) form, OnnxValue?[] values, Action<OnnxNode> read)
    {
        List<OnnxValue?> inputs = [];
        foreach (int at in form.Inputs)
        {
            OnnxValue value = values.ElementAtOrDefault(at)
                ?? throw new ModelException($"input {at} is missing; export the model again");
            // If filters have several scales, these go along their axis of outputs.
            int axis = node.Type == "QLinearMatMul" || (node.Type == "QGemm" && new OnnxAttributes(node).Int("transB", 0) == 0)
                ? Math.Max(0, value.Dims.Length - 1) : 0;
            inputs.Add(Dequantize(node, value, node.Input(at + 1), node.Input(at + 2), axis));
        }
        if (form.Bias >= 0) inputs.Add(values.ElementAtOrDefault(form.Bias));
        if (node.Input(form.Output) is not { Length: > 0 } scale) throw new ModelException("its output is float; quantize the output too");
        bool isUnsigned = inputs.Any(value => value?.IsUnsigned == true);
        (Quantization quantization, isUnsigned) = _quantizers.Activation(scale, node.Input(form.Output + 1), isUnsigned);
        OnnxNode call = new(_graph, node, [.. inputs], quantization, isUnsigned, Activation.None);
        read(call);
        Finish(call, node.Outputs.FirstOrDefault(), null, false);
    }

    private void ReadFloat(OnnxFileNode node, OnnxValue?[] values, Action<OnnxNode> read)
    {
        bool isReal = values.Any(value => value?.IsReal == true);
        string name = node.Outputs.FirstOrDefault() ?? "";
        (Quantization Quantization, bool IsUnsigned)? quantizer = isReal ? _quantizers.QuantizationBehind(name) : null;
        Activation activation = Activation.None;
        (float Min, float Max)? bounds = null;
        if (isReal && s_clamped.Contains(node.Type) && !_file.Outputs.Contains(name) && _quantizers.Users(name) is [(var clamp, 0)]
            && clamp.Type is "Relu" or "Clip" && clamp.Outputs.Length == 1
            && _quantizers.QuantizationBehind(clamp.Outputs[0]) is { } behind
            && OnnxArithmetic.Bounds(clamp, _graph) is { } found)
        {
            // The Relu or Clip becomes part of the operator.
            quantizer = behind;
            name = clamp.Outputs[0];
            _fused.Add(clamp);
            activation = found switch
            {
                (0, float.PositiveInfinity) => Activation.Relu,
                (0, 6) => Activation.Relu6,
                (-1, 1) => Activation.ReluN1To1,
                _ => Activation.None,
            };
            if (activation == Activation.None) bounds = found;
        }
        bool isUnsigned = quantizer?.IsUnsigned ?? values.Any(value => value?.IsUnsigned == true);
        OnnxNode call = new(_graph, node, values, quantizer?.Quantization, isUnsigned, activation);
        read(call);
        Finish(call, name, bounds, isReal);
    }

    private void Finish(OnnxNode call, string? name, (float Min, float Max)? bounds, bool isReal)
    {
        for (int i = 0; i < call.Results.Count; i++)
        {
            OnnxValue result = call.Results[i];
            // A pooling, for example, keeps its input's quantization. If the file states another one, the output is requantized.
            if (i == 0 && call.StatedQuantization is { } stated) result = _graph.Requantized(result, stated, result.IsUnsigned);
            if (bounds is (var min, var max)) result = _graph.Clamped(result, min, max);
            _graph.Bind(i == 0 ? name : call.File.Outputs.ElementAtOrDefault(i), result with { IsReal = isReal });
        }
    }

    // ---- outputs ----

    private Graph WithOutputs(string name)
    {
        // Graph outputs that are uint8 in the file are replaced by tensors with IsUnsigned set.
        Dictionary<Tensor, Tensor> unsigned = [];
        Tensor[] outputs = [.. _file.Outputs.Select(output => Output(output, unsigned))];
        ImmutableArray<Tensor> Marked(IEnumerable<Tensor> tensors) =>
            [.. tensors.Select(tensor => unsigned.GetValueOrDefault(tensor, tensor))];
        return new Graph(name, [.. _inputs], Marked(outputs), [.. _graph.Operators.Select(op =>
            unsigned.Count == 0 ? op : op.With(Marked(op.Inputs), Marked(op.Outputs)))]);
    }

    private Tensor Output(string name, Dictionary<Tensor, Tensor> unsigned)
    {
        if (Lookup(name) is not { Tensor: not null } value)
            throw new ModelException($"output '{OnnxText.Short(name)}' is a constant; export the model without it");
        int[] plain = OnnxShapes.InOrder(value.Dims.Length);
        // An output that is a map in memory stays NHWC.
        bool isMap = plain.Length is 3 or 4 or 5 && !_graph.Materialized(value).Order.AsSpan().SequenceEqual(plain);
        Tensor tensor = _graph.InOrder(value, isMap ? [0, .. plain[2..], 1] : plain);
        // A graph input has IsUnsigned set already.
        if (value.IsUnsigned && !value.IsReal && !_inputs.Contains(tensor))
            unsigned.TryAdd(tensor, new(tensor.Name, tensor.Shape, tensor.Type, tensor.Quantization) { IsUnsigned = true });
        return tensor;
    }
}
