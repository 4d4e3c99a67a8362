namespace EdgeConv.Training.Quantizing;

/// <summary>
/// Quantizes a float model with given ranges. It writes an .onnx file with QuantizeLinear and DequantizeLinear around every operator and
/// reads it with the importer for such files, so layouts, shapes and fused activations are the same as for any other quantized model.
/// </summary>
internal sealed class QuantizedModel
{
    // The bias is added to an int32 accumulator; it may take half of that range, and the products take the rest.
    private const double MaxBias = 1 << 30;

    private readonly FloatModel _model;
    private readonly bool _oneScalePerGemm;
    private readonly OnnxTranslation _translation;
    private readonly Dictionary<string, string> _read = [];

    /// <summary>Quantizes the model.</summary>
    /// <param name="model">The float model.</param>
    /// <param name="values">Values of the model that become int8.</param>
    /// <param name="rangeOf">Returns the range of a group of values, given the name of the value that represents the group.</param>
    /// <param name="oneScalePerGemm">Whether a fully connected layer gets one scale for all outputs, as .json models require.</param>
    /// <exception cref="ModelException">A node cannot be quantized; the message names it.</exception>
    public QuantizedModel(FloatModel model, QuantizedValues values, Func<string, ValueRange> rangeOf, bool oneScalePerGemm)
    {
        _model = model;
        _oneScalePerGemm = oneScalePerGemm;
        foreach (string name in values.Names)
        {
            string group = values.Of(name);
            Quantizations[name] = values.Fixed.TryGetValue(group, out Quantization? given) ? given : rangeOf(group).Quantization;
        }
        foreach (OnnxFileNode node in model.Nodes.Where(node => node.Type == "HardSwish"))
        {
            // The kernel of HardSwish computes in 16 bits, so its output's scale must not be much smaller than its input's.
            Quantization from = Quantizations[node.Inputs[0]], to = Quantizations[node.Outputs[0]];
            if (to.Scale < from.Scale / 100) Quantizations[node.Outputs[0]] = Quantization.PerTensor(from.Scale / 100, to.ZeroPoint);
        }
        _translation = new OnnxTranslation(OnnxFile.Read(Write(values)));
        Graph = _translation.Run(model.Name);
    }

    public Graph Graph { get; }

    /// <summary>Quantization of each value that becomes a tensor, by name.</summary>
    public Dictionary<string, Quantization> Quantizations { get; } = [];

    /// <summary>
    /// Layers whose weights got a coarser scale because the bias did not fit 32 bits, each with its worst channel.
    /// </summary>
    public Dictionary<string, int> Overflows { get; } = [];

    /// <summary>
    /// Returns the tensor of a value and its layout: axis i of the tensor is axis Order[i] of <see cref="OnnxValue.StoredDims"/>.
    /// </summary>
    public OnnxValue ValueOf(string name) => _translation.Lookup(_read[name])!;

    /// <summary>Returns the weights of a layer in int8 steps, and the scale of each output channel.</summary>
    public (sbyte[] Steps, float[] Scales) WeightsOf(FloatFilter filter)
    {
        float[] weights = filter.Weights.Floats, scales = filter.OutputRanges();
        foreach (float weight in weights)
            if (!float.IsFinite(weight)) throw new ModelException($"{filter.Node.Label}: a weight is not a finite number");
        float[]? bias = filter.Bias?.Floats;
        double input = Quantizations[filter.Node.Inputs[0]].Scale, worst = 0;
        for (int k = 0; k < scales.Length; k++)
        {
            scales[k] /= 127;
            if (!float.IsNormal(scales[k])) scales[k] = 0;
            double min = bias is null ? 0 : Math.Abs((double)bias[bias.Length == 1 ? 0 : k]) / (MaxBias * input);
            if (!double.IsFinite(min)) throw new ModelException($"{filter.Node.Label}: a bias is not a finite number");
            if (min <= scales[k]) continue;
            if (scales[k] > 0 && min / scales[k] > worst) Overflows[filter.Node.Outputs[0]] = k;
            worst = Math.Max(worst, min / scales[k]);
            scales[k] = (float)min;
        }
        if (HasOneScale(filter)) Array.Fill(scales, scales.Max());
        // If all weights of a channel are 0 and it has no bias, any scale is correct.
        for (int k = 0; k < scales.Length; k++)
            if (!float.IsNormal(scales[k])) scales[k] = 1;
        return ([.. weights.Select((weight, i) => (sbyte)Math.Clamp(MathF.Round(weight / scales[filter.OutputOf(i)]), -127, 127))], scales);
    }

    private bool HasOneScale(FloatFilter filter) => _oneScalePerGemm && filter.Node.Type is ("Gemm" or "MatMul");

    private byte[] Write(QuantizedValues values)
    {
        List<OnnxFileNode> nodes = [];
        Dictionary<string, OnnxConstant> constants = [];
        HashSet<string> taken = [_model.Input.Name];
        string Constant(string name, Array numbers, params int[] dims)
        {
            name = Unique(name);
            constants[name] = new OnnxConstant(name, dims, numbers);
            return name;
        }
        string Unique(string name)
        {
            string unique = name;
            for (int i = 2; !taken.Add(unique); i++) unique = $"{name} {i}";
            return unique;
        }
        void Quantize(string value, string written)
        {
            Quantization to = Quantizations[value];
            string scale = Constant(written + ".scale", new[] { to.Scale }),
                zero = Constant(written + ".zero", new[] { (sbyte)to.ZeroPoint });
            string steps = Unique(written + ".int8");
            _read[value] = Unique(written + ".real");
            nodes.Add(new OnnxFileNode("QuantizeLinear", "", "", [written, scale, zero], [steps], []));
            nodes.Add(new OnnxFileNode("DequantizeLinear", "", "", [steps, scale, zero], [_read[value]], []));
        }
        string Dequantize(string name, OnnxConstant like, sbyte[] steps, float[] scales, sbyte zero, int axis)
        {
            string real = Unique(name + ".real"), at = Constant(name, steps, like.Dims);
            bool isPerTensor = scales.Length == 1;
            string scale = Constant(name + ".scale", scales, isPerTensor ? [] : [scales.Length]),
                zeros = Constant(name + ".zero", Enumerable.Repeat(zero, scales.Length).ToArray(), isPerTensor ? [] : [scales.Length]);
            nodes.Add(new OnnxFileNode("DequantizeLinear", "", "", [at, scale, zeros], [real],
                new() { ["axis"] = OnnxFileWriter.Attribute("axis", axis) }));
            return real;
        }

        Quantize(_model.Input.Name, _model.Input.Name);
        foreach (OnnxFileNode node in _model.Nodes)
        {
            string[] inputs = [.. node.Inputs];
            FloatFilter? filter = values.Real.Contains(node.Inputs.FirstOrDefault() ?? "") ? FloatFilter.Of(_model, node) : null;
            for (int i = 0; i < inputs.Length; i++)
            {
                string name = inputs[i];
                if (_read.TryGetValue(name, out string? read))
                {
                    inputs[i] = read;
                    continue;
                }
                if (!_model.Constants.TryGetValue(name, out OnnxConstant? constant)) continue;
                if (filter is not null && i == 1)
                {
                    (sbyte[] steps, float[] scales) = WeightsOf(filter);
                    inputs[i] = Dequantize(name, constant, steps, HasOneScale(filter) ? scales[..1] : scales, 0, filter.OutputAxis);
                }
                else if (node.Type is "Add" or "Mul" or "Sub" or "Concat" && constant.Values is float[] floats
                    && node.Inputs.Any(values.Real.Contains))
                {
                    if (floats.Length == 0 || floats.Any(value => !float.IsFinite(value)))
                        throw new ModelException($"{node.Label}: constant '{OnnxText.Short(name)}' is not finite everywhere");
                    Quantization q = new ValueRange(floats.Min(), floats.Max()).Quantization;
                    inputs[i] = Dequantize(name, constant, [.. floats.Select(value => Step(value, q))], [q.Scale], (sbyte)q.ZeroPoint, 0);
                }
                else inputs[i] = Constant(name, constant.Values, constant.Dims);
            }
            // Each tensor gets the name of the node that computes it.
            string[] outputs = [.. node.Outputs.Select((output, i) => output.Length == 0 ? ""
                : Unique(i == 0 && node.Name.Length > 0 ? node.Name : output))];
            nodes.Add(node with { Inputs = inputs, Outputs = outputs });
            for (int i = 0; i < outputs.Length; i++)
            {
                if (Quantizations.ContainsKey(node.Outputs[i])) Quantize(node.Outputs[i], outputs[i]);
                else if (outputs[i].Length > 0) _read[node.Outputs[i]] = outputs[i];
            }
        }
        return OnnxFileWriter.Write(_model.Opset, _model.Input, _model.Outputs.Select(output => _read[output]), nodes, constants.Values);
    }

    /// <summary>Returns a real value as int8; values beyond the range are clamped.</summary>
    internal static sbyte Step(float value, Quantization q) =>
        (sbyte)Math.Clamp(Math.Round(value / (double)q.Scale, MidpointRounding.AwayFromZero) + q.ZeroPoint, -128, 127);
}
