using User = (EdgeConv.Compiler.Onnx.OnnxFileNode Node, int Input);

namespace EdgeConv.Compiler.Onnx;

/// <summary>One translation of a file into a graph: the values known so far, and the operators made.</summary>
internal sealed class OnnxTranslation
{
    // Most constants in all that a graph may hold, in elements: a file can use one constant many times.
    private const long MostConstantElements = Shape.MaxElements;

    // Operators that pass values on unchanged, or the greatest of them, so that a QuantizeLinear may as well come before them.
    private static readonly HashSet<string> s_movers =
        ["Reshape", "Flatten", "Transpose", "Squeeze", "Unsqueeze", "Identity", "Dropout", "MaxPool", "Slice", "Split", "Resize",
        "DepthToSpace", "SpaceToDepth"];

    // Operators that end in a clamp.
    private static readonly HashSet<string> s_clamped = ["Conv", "ConvTranspose", "Gemm", "MatMul", "Add", "Sub", "Mul"];

    private readonly OnnxFile _file;
    private readonly Dictionary<string, OnnxValue> _values = [];
    private readonly Dictionary<string, List<User>> _users = [];
    private readonly HashSet<OnnxFileNode> _done = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(Tensor, string), Tensor> _moved = [];
    // Outputs that are uint8 in the file, as tensors that say so.
    private readonly Dictionary<Tensor, Tensor> _unsigned = [];
    private readonly List<Operator> _operators = [];
    private readonly List<Tensor> _inputs = [];
    private long _constantElements;
    private long _effort;

    internal OnnxTranslation(OnnxFile file)
    {
        _file = file;
        foreach (OnnxFileNode node in file.Nodes)
            for (int i = 0; i < node.Inputs.Length; i++)
            {
                if (!_users.TryGetValue(node.Inputs[i], out List<User>? users)) _users[node.Inputs[i]] = users = [];
                users.Add((node, i));
            }
    }

    /// <summary>Version of ONNX's own operators.</summary>
    internal int Opset => _file.Opset;

    /// <summary>Translates the whole file.</summary>
    /// <exception cref="ModelException">Names all that is not supported.</exception>
    internal Graph Run(string name)
    {
        RefuseUnquantized();
        OnnxFileNode[] unknown = [.. _file.Nodes.Where(node => !OnnxOperators.Knows(node))];
        if (unknown.Length > 0)
            throw new ModelException(Joined(unknown.Select(node => node.Label)) + (unknown.Length == 1 ? " is" : " are")
            + " not supported; retrain or export the model without");
        List<string> refusals = [];
        void Try(OnnxFileNode? node, Action action)
        {
            string label = node is null ? "" : node.Label + ": ";
            try
            {
                action();
                return;
            }
            catch (ModelException e)
            {
                refusals.Add(label + e.Message);
            }
            catch (Exception e) when (e is OverflowException or ArithmeticException or IndexOutOfRangeException or ArgumentException
                or InvalidCastException)
            {
                refusals.Add(label + "its attributes do not fit its inputs");
            }
            foreach (string output in node?.Outputs ?? []) _values[output] = OnnxValue.Unknown;
        }
        foreach (OnnxFileNode node in _file.Nodes.Where(n => n.Type == "Constant")) Try(node, () =>
            Bind(node.Outputs.FirstOrDefault(), OnnxFolding.Constant(node)));
        foreach (OnnxFileInput input in _file.Inputs)
        {
            Try(null, () => AddInput(input));
            _values.TryAdd(input.Name, OnnxValue.Unknown);
        }
        foreach (OnnxFileNode node in _file.Nodes.Where(n => n.Type != "Constant")) Try(node, () => Translate(node));
        if (refusals.Count > 0) throw new ModelException(Joined(refusals));
        Tensor[] outputs = [.. _file.Outputs.Select(Output)];
        Tensor Marked(Tensor tensor) => _unsigned.GetValueOrDefault(tensor, tensor);
        Operator[] operators = _unsigned.Count == 0 ? [.. _operators]
            : [.. _operators.Select(op => op.With([.. op.Inputs.Select(Marked)], [.. op.Outputs.Select(Marked)]))];
        return new Graph(name, [.. _inputs], [.. outputs.Select(Marked)], [.. operators]);
    }

    // ---- values ----

    /// <summary>A value by name; null for the empty name.</summary>
    /// <exception cref="ModelException">No node before gives it.</exception>
    internal OnnxValue? Lookup(string name)
    {
        if (name.Length == 0) return null;
        if (_values.TryGetValue(name, out OnnxValue? value)) return value;
        if (!_file.Constants.TryGetValue(name, out ProtoMessage message))
            throw new ModelException($"input '{OnnxText.Short(name)}' is not computed before it is used");
        // Refused once; what else uses it is passed over.
        _values[name] = OnnxValue.Unknown;
        return _values[name] = new OnnxValue(OnnxConstant.Read(name, message));
    }

    internal void Bind(string? name, OnnxValue value)
    {
        if (string.IsNullOrEmpty(name)) return;
        if (!_values.TryAdd(name, value)) throw new ModelException($"output '{OnnxText.Short(name)}' is computed twice");
    }

    /// <summary>A constant of the graph.</summary>
    internal Tensor NewConstant(string name, int[] shape, ElementType type, Quantization? quantization, Array values)
    {
        _constantElements += values.Length;
        if (_constantElements > MostConstantElements)
            throw new ModelException($"constants of more than {Amount.Of(MostConstantElements, "value")} in all");
        return new Tensor(OnnxText.Short(name), new Shape(shape), type, quantization, values);
    }

    internal void Add(Operator op) => _operators.Add(op);

    /// <summary>Counts the values that a step looks at: a small file can ask for the same large constant thousands of times.</summary>
    /// <exception cref="ModelException">More than any model needs.</exception>
    internal void Spend(long values)
    {
        _effort = Math.Min(_effort + values, MostConstantElements + 1);
        if (_effort > MostConstantElements)
            throw new ModelException($"its nodes ask for more than {Amount.Of(MostConstantElements, "value")} of constants");
    }

    // ---- order of axes ----

    /// <summary>The value's tensor with axis i as axis order[i] of the value.</summary>
    internal Tensor InOrder(OnnxValue value, int[] order)
    {
        OnnxValue settled = Settled(value);
        int[] shape = [.. order.Select(axis => settled.Dims[axis])];
        bool Wide(int axis) => settled.Dims[axis] > 1;
        if (settled.Order.Where(Wide).SequenceEqual(order.Where(Wide))) return Reshaped(settled.Tensor!, shape);
        int[] permutation = [.. order.Select(axis => Array.IndexOf(settled.Order, axis))];
        return Moved(settled.Tensor!, "T" + string.Join(",", permutation), shape, (from, to) => new Transpose(from, to, [.. permutation]));
    }

    /// <summary>The same value without a reshape still to be done: its tensor's axes are the value's, in some order.</summary>
    internal OnnxValue Settled(OnnxValue value)
    {
        if (!value.IsReshaped) return value;
        int[] wideInner = [.. Enumerable.Range(0, value.Inner.Length).Where(axis => value.Inner[axis] > 1)];
        int[] wide = [.. Enumerable.Range(0, value.Dims.Length).Where(axis => value.Dims[axis] > 1)];
        int[] order = [.. Enumerable.Range(0, value.Dims.Length)];
        Tensor tensor;
        if (wide.Select(axis => value.Dims[axis]).SequenceEqual(wideInner.Select(axis => value.Inner[axis])))
        {
            // Only axes of 1 came or went: the others stay as they lie.
            order = [.. order.Except(wide),
                .. value.Order.Where(axis => value.Inner[axis] > 1).Select(axis => wide[Array.IndexOf(wideInner, axis)])];
            tensor = Reshaped(value.Tensor!, [.. order.Select(axis => value.Dims[axis])]);
        }
        else
        {
            tensor = Reshaped(InOrder(new OnnxValue(value.Tensor!, value.Inner, value.Order, value.IsUnsigned),
                [.. Enumerable.Range(0, value.Inner.Length)]), value.Dims);
        }
        return new OnnxValue(tensor, value.Dims, order, value.IsUnsigned) { IsReal = value.IsReal };
    }

    /// <summary>The tensor under another shape.</summary>
    internal Tensor Reshaped(Tensor tensor, int[] shape) =>
        tensor.Shape.Axes.AsSpan().SequenceEqual(shape) ? tensor
            : Moved(tensor, "R" + string.Join(",", shape), shape, (from, to) => new Reshape("RESHAPE", from, to));

    private Tensor Moved(Tensor tensor, string how, int[] shape, Func<Tensor, Tensor, Operator> make)
    {
        if (_moved.TryGetValue((tensor, how), out Tensor? done)) return done;
        Tensor moved = new(tensor.Name, new Shape(shape), tensor.Type, tensor.Quantization);
        Add(make(tensor, moved));
        return _moved[(tensor, how)] = moved;
    }

    /// <summary>The value in another quantization.</summary>
    internal OnnxValue Requantized(OnnxValue value, Quantization to, bool isUnsigned)
    {
        Tensor from = value.Tensor!;
        if (from.Quantized.Equals(to)) return value with { IsUnsigned = isUnsigned };
        Tensor tensor = Moved(from, $"Q{to.Scale:R},{to.ZeroPoint}", to);
        return new OnnxValue(tensor, value.Inner, value.Order, isUnsigned) { Dims = value.Dims, IsReal = value.IsReal };

        Tensor Moved(Tensor tensor, string how, Quantization quantization)
        {
            if (_moved.TryGetValue((tensor, how), out Tensor? done)) return done;
            Tensor moved = new(tensor.Name, tensor.Shape, ElementType.Int8, quantization);
            Add(new UnaryTable("QUANTIZE", tensor, moved, UnaryTables.Requantize(tensor.Quantized, quantization)));
            return _moved[(tensor, how)] = moved;
        }
    }

    // ---- quantization ----

    /// <summary>Scale and zero point that the file states for an activation, in int8.</summary>
    /// <param name="scale">Name of the scale.</param>
    /// <param name="zeroPoint">Name of the zero point; may be empty.</param>
    /// <param name="isUnsigned">What the activation is where there is no zero point.</param>
    internal (Quantization Quantization, bool IsUnsigned) Stated(string scale, string zeroPoint, bool isUnsigned)
    {
        OnnxScale stated = StatedScale(scale, zeroPoint, 0, ref isUnsigned);
        if (stated.Scales.Length != 1) throw new ModelException("an activation with a scale per channel; only weights may have one");
        return stated.ZeroPoints[0] is >= -128 and <= 127 and var zero ? (Quantization.PerTensor(stated.Scales[0], zero), isUnsigned)
            : throw new ModelException($"a zero point of {stated.ZeroPoints[0]}");
    }

    /// <summary>Scales and zero points, these for int8.</summary>
    internal OnnxScale StatedScale(string scale, string zeroPoint, int axis, ref bool isUnsigned)
    {
        float[] scales = Lookup(scale)?.Constant?.Floats
            ?? throw new ModelException($"scale '{OnnxText.Short(scale)}' is computed by the network; quantize the model statically");
        // Without a zero point it is 0 of uint8.
        int[] zeroPoints = [.. Enumerable.Repeat(isUnsigned ? -128 : 0, scales.Length)];
        if (zeroPoint.Length > 0)
        {
            OnnxConstant constant = Lookup(zeroPoint)?.Constant
                ?? throw new ModelException($"zero point '{OnnxText.Short(zeroPoint)}' is computed by the network; quantize the model "
                + "statically");
            zeroPoints = constant.Ints;
            isUnsigned = constant.IsUnsigned;
            if (constant.Values is int[] && zeroPoints.Any(z => z != 0))
                throw new ModelException("an int32 constant with a zero point other than 0");
            if (zeroPoints.Length == 1 && scales.Length > 1) zeroPoints = [.. Enumerable.Repeat(zeroPoints[0], scales.Length)];
        }
        if (scales.Length == 0 || zeroPoints.Length != scales.Length)
            throw new ModelException($"{Amount.Of(scales.Length, "scale")} and {Amount.Of(zeroPoints.Length, "zero point")}");
        foreach (float value in scales)
            if (!float.IsFinite(value) || value <= 0) throw new ModelException($"a scale of {value}");
        return new OnnxScale(scales, zeroPoints, axis);
    }

    /// <summary>
    /// The quantization that an activation of this name gets behind: by its QuantizeLinear, directly or past operators that only move
    /// values; null where users differ.
    /// </summary>
    private (Quantization Quantization, bool IsUnsigned)? Quantizer(string name, HashSet<string>? seen = null)
    {
        if (!(seen ??= []).Add(name) || seen.Count > 50 || !_users.TryGetValue(name, out List<User>? users)) return null;
        Spend(100L * users.Count);
        (Quantization, bool)? found = null;
        foreach ((OnnxFileNode node, int input) in users)
        {
            (Quantization, bool)? next = null;
            if (node.Type == "QuantizeLinear" && input == 0 && node.Inputs.Length > 1) next =
                Stated(node.Inputs[1], node.Inputs.ElementAtOrDefault(2) ?? "", OutputIsUnsigned(node));
            else if (s_movers.Contains(node.Type) && input == 0 && node.Outputs.Length == 1) next = Quantizer(node.Outputs[0], seen);
            if (next is null || (found is not null && found != next)) return null;
            found = next;
        }
        return found;
    }

    /// <summary>The quantization that an input of the file has by the first operator that states it.</summary>
    private (Quantization Quantization, bool IsUnsigned)? InputQuantization(OnnxFileInput input)
    {
        Queue<string> names = new([input.Name]);
        HashSet<string> seen = [input.Name];
        while (names.TryDequeue(out string? name))
        {
            if (!_users.TryGetValue(name, out List<User>? users)) continue;
            foreach ((OnnxFileNode node, int index) in users)
            {
                string At(int i) => node.Inputs.ElementAtOrDefault(i) ?? "";
                if (node.Type is "QuantizeLinear" or "DequantizeLinear" && index == 0) return Stated(At(1), At(2),
                    node.Type == "QuantizeLinear" ? OutputIsUnsigned(node) : input.Type == 2);
                if (OnnxOperators.Form(node) is { } form && form.Inputs.Contains(index)) return Stated(At(index + 1), At(index + 2),
                    input.Type == 2);
                if ((s_movers.Contains(node.Type) || node.Type == "Pad") && index == 0)
                    foreach (string output in node.Outputs)
                        if (seen.Add(output)) names.Enqueue(output);
            }
        }
        return null;
    }

    // Without a zero point QuantizeLinear makes uint8, unless its attribute output_dtype says int8.
    private static bool OutputIsUnsigned(OnnxFileNode node) => new OnnxAttributes(node).Int("output_dtype", 2) switch
    {
        0 or 2 => true,
        3 => false,
        _ => throw new ModelException("it quantizes to another type than int8 or uint8; quantize the model to int8"),
    };

    // ---- steps ----

    private void RefuseUnquantized()
    {
        bool Has(params string[] types) => _file.Nodes.Any(node => types.Contains(node.Type));
        if (Has("DynamicQuantizeLinear", "MatMulInteger", "ConvInteger", "DynamicQuantizeMatMul"))
            throw new ModelException("a dynamically quantized model; quantize it statically, with data to calibrate "
                + "(onnxruntime.quantization.quantize_static)");
        if (!_file.Nodes.Any(node => node.Type is "QuantizeLinear" or "DequantizeLinear" || OnnxOperators.Form(node) is not null)
            && _file.Inputs.Any(input => input.Type is 1 or 10 or 11 or 16))
            throw new ModelException("a float model; quantize it first, with `edgeconv quantize`");
    }

    private void AddInput(OnnxFileInput input)
    {
        string name = OnnxText.Short(input.Name);
        if (input.Type is not (1 or 2 or 3))
            throw new ModelException($"input '{name}' has element type {input.Type}; float, int8 and uint8 are supported");
        int[] dims = new int[input.Dims.Length];
        for (int axis = 0; axis < dims.Length; axis++)
        {
            long extent = input.Dims[axis] <= 0 && axis == 0 ? 1 : input.Dims[axis];
            if (extent is < 1 or > Shape.MaxElements)
                throw new ModelException($"input '{name}' leaves axis {axis} open; export the model with fixed shapes");
            dims[axis] = (int)extent;
        }
        if (InputQuantization(input) is not { } stated)
            throw new ModelException($"input '{name}' has no scale that an operator states; quantize the model statically");
        int[] order = InputOrder(input.Name, dims.Length);
        Shape shape = new([.. order.Select(axis => dims[axis])]);
        Tensor tensor = new(name, shape, ElementType.Int8, stated.Quantization) { IsUnsigned = input.Type == 2 };
        _inputs.Add(tensor);
        Bind(input.Name, new OnnxValue(tensor, dims, order, stated.IsUnsigned) { IsReal = input.Type == 1 });
    }

    /// <summary>How the graph's input lies: its axis i is axis order[i] of the file's.</summary>
    internal int[] InputOrder(string input, int rank)
    {
        (string? use, int[] permutation) = FirstUse(input);
        // A file that turns NHWC to NCHW itself has an NHWC input already.
        if (rank == 4 && !(use == "Transpose" && permutation.AsSpan().SequenceEqual([0, 3, 1, 2]))) return [0, 2, 3, 1];
        if (rank == 5 && use is "Conv" or "QLinearConv") return [0, 2, 3, 4, 1];
        if (rank == 3 && use is "Conv" or "MaxPool" or "AveragePool" or "QLinearConv" or "QLinearAveragePool") return [0, 2, 1];
        return [.. Enumerable.Range(0, rank)];
    }

    private (string?, int[] Permutation) FirstUse(string name)
    {
        for (int i = 0; i < 10; i++)
        {
            if (!_users.TryGetValue(name, out List<User>? users)) return (null, []);
            OnnxFileNode node = users[0].Node;
            if (node.Type is not ("QuantizeLinear" or "DequantizeLinear" or "Identity") || node.Outputs.Length == 0) return (node.Type,
                [.. new OnnxAttributes(node).Ints("perm") ?? []]);
            name = node.Outputs[0];
        }
        return (null, []);
    }

    private Tensor Output(string name)
    {
        if (Lookup(name) is not { Tensor: not null } value) throw new ModelException($"output '{OnnxText.Short(name)}' is a constant");
        int[] plain = [.. Enumerable.Range(0, value.Dims.Length)];
        // A map stays one, channels last.
        bool isMap = plain.Length is 3 or 4 or 5 && !Settled(value).Order.AsSpan().SequenceEqual(plain);
        Tensor tensor = InOrder(value, isMap ? [0, .. plain[2..], 1] : plain);
        // An input says it already.
        if (value.IsUnsigned && !value.IsReal && !_inputs.Contains(tensor))
            _unsigned.TryAdd(tensor, new(tensor.Name, tensor.Shape, tensor.Type, tensor.Quantization) { IsUnsigned = true });
        return tensor;
    }

    private void Translate(OnnxFileNode node)
    {
        if (_done.Contains(node)) return;
        OnnxValue?[] values = [.. node.Inputs.Select(Lookup)];
        if (values.Any(value => ReferenceEquals(value, OnnxValue.Unknown)))
        {
            foreach (string output in node.Outputs) Bind(output, OnnxValue.Unknown);
            return;
        }
        if (node.Type is "QuantizeLinear" or "DequantizeLinear")
        {
            if (node.Outputs.Length != 1 || node.Inputs.Length < 2 || values[0] is null)
                throw new ModelException("an input or output is missing");
            Bind(node.Outputs[0], node.Type == "QuantizeLinear" ? Quantize(node, values[0]!)
                : Dequantize(node, values[0]!, node.Inputs[1], node.Inputs.ElementAtOrDefault(2) ?? "", null));
            return;
        }
        if (OnnxFolding.Knows(node.Type)) Spend(values.Sum(value => value?.Constant?.Values.LongLength ?? 0));
        if (OnnxFolding.Fold(node, values) is { } folded)
        {
            Bind(node.Outputs.FirstOrDefault(), folded);
            return;
        }
        if (OnnxOperators.Of(node) is not { } read)
            throw new ModelException("it computes with values of the network; export the model with fixed shapes");
        if (OnnxOperators.Form(node) is { } form) ReadForm(node, form, values, read);
        else ReadReal(node, values, read);
    }

    private OnnxValue Quantize(OnnxFileNode node, OnnxValue value)
    {
        string zeroPoint = node.Inputs.ElementAtOrDefault(2) ?? "";
        bool isUnsigned = zeroPoint.Length == 0 && OutputIsUnsigned(node);
        if (value.Constant is { } constant)
        {
            OnnxScale scale = StatedScale(node.Inputs[1], zeroPoint, (int)new OnnxAttributes(node).Int("axis", 1), ref isUnsigned);
            Spend(constant.Values.LongLength);
            return new OnnxValue(OnnxFolding.Quantize(constant, scale, isUnsigned));
        }
        if (!value.IsReal) throw new ModelException("it quantizes a value that is quantized already");
        (Quantization to, isUnsigned) = Stated(node.Inputs[1], zeroPoint, isUnsigned);
        return Requantized(value, to, isUnsigned) with { IsReal = false };
    }

    private OnnxValue Dequantize(OnnxFileNode node, OnnxValue value, string scale, string zeroPoint, int? axis)
    {
        OnnxAttributes attributes = new(node);
        if (attributes.Int("block_size", 0) != 0) throw new ModelException("quantization in blocks is not supported; quantize per channel");
        bool isUnsigned = value.Constant?.IsUnsigned ?? value.IsUnsigned;
        if (value.Constant is { } constant)
        {
            if (constant.Values is not (sbyte[] or int[]))
                throw new ModelException($"constant '{OnnxText.Short(constant.Name)}' is not quantized");
            OnnxScale stated = StatedScale(scale, zeroPoint, axis ?? (int)attributes.Int("axis", 1), ref isUnsigned);
            int rank = constant.Dims.Length, along = stated.Axis < 0 ? stated.Axis + rank : stated.Axis;
            if (stated.Scales.Length > 1 && (along < 0 || along >= rank || constant.Dims[along] != stated.Scales.Length))
                throw new ModelException($"{Amount.Of(stated.Scales.Length, "scale")} along axis {along} of constant "
                    + $"'{OnnxText.Short(constant.Name)}' of {string.Join("x", constant.Dims)}");
            return new OnnxValue(constant, stated with { Axis = stated.Scales.Length > 1 ? along : 0 });
        }
        (Quantization quantization, isUnsigned) = Stated(scale, zeroPoint, isUnsigned);
        if (value.IsReal || !quantization.Equals(value.Tensor!.Quantized) || isUnsigned != value.IsUnsigned)
            throw new ModelException("it states another scale or zero point for its input than the input was made with");
        return value with { IsReal = true };
    }

    private void ReadForm(OnnxFileNode node, (int[] Inputs, int Output, int Bias) form, OnnxValue?[] values, Action<OnnxNode> read)
    {
        List<OnnxValue?> inputs = [];
        foreach (int at in form.Inputs)
        {
            OnnxValue value = values.ElementAtOrDefault(at) ?? throw new ModelException($"input {at} is missing");
            // Scales per channel go along the outputs of a filter.
            int axis = node.Type == "QLinearMatMul" || (node.Type == "QGemm" && new OnnxAttributes(node).Int("transB", 0) == 0)
                ? Math.Max(0, value.Dims.Length - 1) : 0;
            inputs.Add(Dequantize(node, value, node.Inputs.ElementAtOrDefault(at + 1) ?? "", node.Inputs.ElementAtOrDefault(at + 2) ?? "",
                axis));
        }
        if (form.Bias >= 0) inputs.Add(values.ElementAtOrDefault(form.Bias));
        string scale = node.Inputs.ElementAtOrDefault(form.Output) ?? "";
        if (scale.Length == 0) throw new ModelException("its output is float; quantize the output too");
        bool isUnsigned = inputs.Any(value => value?.IsUnsigned == true);
        (Quantization quantization, isUnsigned) = Stated(scale, node.Inputs.ElementAtOrDefault(form.Output + 1) ?? "", isUnsigned);
        OnnxNode call = new(this, node, [.. inputs], quantization, isUnsigned, Activation.None);
        read(call);
        Finish(call, node.Outputs.FirstOrDefault(), null, null, false);
    }

    private void ReadReal(OnnxFileNode node, OnnxValue?[] values, Action<OnnxNode> read)
    {
        bool isReal = values.Any(value => value?.IsReal == true);
        string name = node.Outputs.FirstOrDefault() ?? "";
        (Quantization Quantization, bool IsUnsigned)? quantizer = isReal ? Quantizer(name) : null;
        Activation activation = Activation.None;
        float? low = null, high = null;
        if (isReal && s_clamped.Contains(node.Type) && !_file.Outputs.Contains(name) && _users.TryGetValue(name, out List<User>? users)
            && users is [(var clamp, 0)]
            && clamp.Type is "Relu" or "Clip" && clamp.Outputs.Length == 1 && Quantizer(clamp.Outputs[0]) is { } behind
            && Bounds(clamp) is (var least, var most))
        {
            quantizer = behind;
            name = clamp.Outputs[0];
            _done.Add(clamp);
            activation = (least, most) switch
            {
                (0, float.PositiveInfinity) => Activation.Relu,
                (0, 6) => Activation.Relu6,
                (-1, 1) => Activation.ReluN1To1,
                _ => Activation.None,
            };
            if (activation == Activation.None) (low, high) = (least, most);
        }
        bool isUnsigned = quantizer?.IsUnsigned ?? values.Any(value => value?.IsUnsigned == true);
        OnnxNode call = new(this, node, values, quantizer?.Quantization, isUnsigned, activation);
        read(call);
        Finish(call, name, low, high, isReal);
    }

    private void Finish(OnnxNode call, string? name, float? low, float? high, bool isReal)
    {
        for (int i = 0; i < call.Results.Count; i++)
        {
            OnnxValue result = call.Results[i];
            // Pools and their like keep the input's quantization; where the file states another, it follows.
            if (i == 0 && call.Stated is { } stated) result = Requantized(result, stated, result.IsUnsigned);
            if (low is { } least && high is { } most) result = Clipped(result, least, most);
            Bind(i == 0 ? name : call.File.Outputs.ElementAtOrDefault(i), result with { IsReal = isReal });
        }
    }

    /// <summary>The value held within bounds, in its own quantization: comparing commutes with quantizing.</summary>
    internal OnnxValue Clipped(OnnxValue value, float low, float high)
    {
        Quantization quantization = value.Tensor!.Quantized;
        int Quantized(float bound) =>
            (int)Math.Clamp(Math.Round(bound / (double)quantization.Scale, MidpointRounding.ToEven) + quantization.ZeroPoint, -128, 127);
        return Within(value, Quantized(low), Quantized(high));
    }

    /// <summary>The value's int8 held within bounds.</summary>
    internal OnnxValue Within(OnnxValue value, int low, int high)
    {
        Tensor tensor = value.Tensor!;
        foreach ((ElementwiseKind kind, int bound) in new[] { (ElementwiseKind.Maximum, low), (ElementwiseKind.Minimum, high) })
        {
            if (bound == (kind == ElementwiseKind.Maximum ? -128 : 127)) continue;
            Tensor constant = NewConstant("bound", [.. Enumerable.Repeat(1, Math.Max(1, tensor.Shape.Rank))], ElementType.Int8,
                tensor.Quantization, new[] { (sbyte)bound });
            Tensor clamped = new(tensor.Name, tensor.Shape, ElementType.Int8, tensor.Quantization);
            Add(new Elementwise(kind, tensor, constant, clamped, Activation.None));
            tensor = clamped;
        }
        return new OnnxValue(tensor, value.Inner, value.Order, value.IsUnsigned) { Dims = value.Dims, IsReal = value.IsReal };
    }

    /// <summary>Bounds of a Relu or Clip; null where they are not constant.</summary>
    internal (float Low, float High)? Bounds(OnnxFileNode node)
    {
        if (node.Type == "Relu") return (0, float.PositiveInfinity);
        OnnxAttributes attributes = new(node);
        float? Bound(int input, string attribute, float missing)
        {
            if (Opset < 11) return attributes.Float(attribute, missing);
            return Lookup(node.Inputs.ElementAtOrDefault(input) ?? "") is not { } value ? missing : Single(value);
        }
        return Bound(1, "min", float.NegativeInfinity) is { } low && Bound(2, "max", float.PositiveInfinity) is { } high && low <= high
            ? (low, high) : null;
    }

    /// <summary>The one number that a constant is, dequantized where it is quantized; null where it is none.</summary>
    internal static float? Single(OnnxValue value) => value.Constant?.Values switch
    {
        float[] { Length: 1 } floats => floats[0],
        sbyte[] or int[] when value.Scale is { Scales.Length: 1 } scale && value.Constant.Ints is [var number] =>
        (number - scale.ZeroPoints[0]) * scale.Scales[0],
        _ => null,
    };

    private static string Joined(IEnumerable<string> parts)
    {
        // All of them, but a hostile file's message ends somewhere.
        string[] all = [.. parts.Distinct()];
        return ModelException.Join(all);
    }
}
