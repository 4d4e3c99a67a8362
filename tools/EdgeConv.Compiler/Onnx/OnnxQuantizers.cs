using ActivationQuantization = (EdgeConv.Compiler.Graphs.Quantization Quantization, bool IsUnsigned);
using User = (EdgeConv.Compiler.Onnx.OnnxFileNode Node, int Input);

namespace EdgeConv.Compiler.Onnx;

/// <summary>
/// Finds the scales and zero points that a file states for its values. Zero points are those of int8: 128 lower than in the file if it has
/// uint8.
/// </summary>
internal sealed class OnnxQuantizers
{
    // Maximum number of operators behind a value that are searched for its QuantizeLinear.
    private const int MaxSearched = 50;

    // Operators that copy values or take a maximum of them. A QuantizeLinear behind such an operator has the same effect as one before it.
    private static readonly HashSet<string> s_copying = ["Reshape", "Flatten",
        "Transpose", "Squeeze", "Unsqueeze", "Identity", "Dropout", "MaxPool", "Slice", "Split", "Resize", "DepthToSpace", "SpaceToDepth"];

    private readonly OnnxBuilder _graph;
    private readonly Dictionary<string, List<User>> _users = [];

    internal OnnxQuantizers(OnnxFile file, OnnxBuilder graph)
    {
        _graph = graph;
        foreach (OnnxFileNode node in file.Nodes)
            for (int i = 0; i < node.Inputs.Length; i++)
            {
                if (!_users.TryGetValue(node.Inputs[i], out List<User>? users)) _users[node.Inputs[i]] = users = [];
                users.Add((node, i));
            }
    }

    /// <summary>The nodes that use a value, each with the index of the input at which it does.</summary>
    internal List<User> Users(string name) => _users.GetValueOrDefault(name, []);

    /// <summary>Reads the quantization of an activation, and whether it is uint8 in the file.</summary>
    /// <param name="scale">Name of the scale.</param>
    /// <param name="zeroPoint">Name of the zero point; may be empty.</param>
    /// <param name="isUnsigned">Whether the activation is uint8 if it has no zero point.</param>
    /// <exception cref="ModelException">Scale or zero point are computed by the network, or out of range.</exception>
    internal ActivationQuantization Activation(string scale, string zeroPoint, bool isUnsigned)
    {
        OnnxScale stated = Scale(scale, zeroPoint, 0, ref isUnsigned);
        if (stated.Scales.Length != 1)
            throw new ModelException("an activation has a scale per channel, which only weights may have; quantize it with one scale");
        return stated.ZeroPoints[0] is >= -128 and <= 127 and var zero ? (Quantization.PerTensor(stated.Scales[0], zero), isUnsigned)
            : throw new ModelException($"a zero point of {stated.ZeroPoints[0]} is out of range; quantize the model again");
    }

    /// <summary>Reads the scales and zero points of a constant.</summary>
    /// <param name="scale">Name of the scales.</param>
    /// <param name="zeroPoint">Name of the zero points; may be empty.</param>
    /// <param name="axis">Axis along which there are several scales.</param>
    /// <param name="isUnsigned">Whether the constant is uint8 if there is no zero point. If there is one, this is set to whether the zero
    /// point is uint8.</param>
    /// <exception cref="ModelException">Scales or zero points are computed by the network, or out of range.</exception>
    internal OnnxScale Scale(string scale, string zeroPoint, int axis, ref bool isUnsigned)
    {
        float[] scales = ConstantOf("scale", scale).Floats;
        // The default is 0. For uint8 this is -128 here, where all values are 128 lower.
        int[] zeroPoints = [isUnsigned ? -128 : 0];
        if (zeroPoint.Length > 0)
        {
            OnnxConstant constant = ConstantOf("zero point", zeroPoint);
            zeroPoints = constant.Ints;
            isUnsigned = constant.IsUnsigned;
            if (constant.Values is int[] && zeroPoints.Any(z => z != 0))
                throw new ModelException("an int32 constant has a zero point other than 0; quantize the model again");
        }
        if (zeroPoints.Length == 1) zeroPoints = [.. Enumerable.Repeat(zeroPoints[0], scales.Length)];
        if (scales.Length == 0 || zeroPoints.Length != scales.Length)
            throw new ModelException($"there are {Amount.Of(scales.Length, "scale")} and {Amount.Of(zeroPoints.Length, "zero point")}, but "
                + "must be as many of both; quantize the model again");
        foreach (float value in scales)
            if (!float.IsFinite(value) || value <= 0)
                throw new ModelException($"a scale of {value} is not supported; scales must be finite and above 0");
        return new OnnxScale(scales, zeroPoints, axis);

        OnnxConstant ConstantOf(string what, string name) => _graph.Lookup(name)?.Constant
            ?? throw new ModelException($"{what} '{OnnxText.Short(name)}' is computed by the network; quantize the model statically");
    }

    /// <summary>
    /// The quantization that an activation gets from the QuantizeLinear behind it, directly or behind operators that copy values. Null if
    /// there is none, or if several differ.
    /// </summary>
    internal ActivationQuantization? QuantizationBehind(string name) => QuantizationBehind(name, []);

    private ActivationQuantization? QuantizationBehind(string name, HashSet<string> seen)
    {
        if (!seen.Add(name) || seen.Count > MaxSearched) return null;
        List<User> users = Users(name);
        // A user takes about as much work as reading 100 values.
        _graph.Spend(100L * users.Count);
        ActivationQuantization? found = null;
        foreach ((OnnxFileNode node, int input) in users)
        {
            ActivationQuantization? next = null;
            if (node.Type == "QuantizeLinear" && input == 0 && node.Inputs.Length > 1)
                next = Activation(node.Inputs[1], node.Input(2), IsUnsigned(node));
            else if (s_copying.Contains(node.Type) && input == 0 && node.Outputs.Length == 1)
                next = QuantizationBehind(node.Outputs[0], seen);
            if (next is null || (found is not null && found != next)) return null;
            found = next;
        }
        return found;
    }

    /// <summary>The quantization of an input of the file, from the first operator that states it; null if none does.</summary>
    internal ActivationQuantization? QuantizationOf(OnnxFileInput input)
    {
        Queue<string> names = new([input.Name]);
        HashSet<string> seen = [input.Name];
        while (names.TryDequeue(out string? name))
            foreach ((OnnxFileNode node, int index) in Users(name))
            {
                if (node.Type is "QuantizeLinear" or "DequantizeLinear" && index == 0)
                    return Activation(node.Input(1), node.Input(2),
                        node.Type == "QuantizeLinear" ? IsUnsigned(node) : input.Type == DataType.UInt8);
                if (OnnxOperators.Form(node) is { } form && form.Inputs.Contains(index))
                    return Activation(node.Input(index + 1), node.Input(index + 2), input.Type == DataType.UInt8);
                if ((s_copying.Contains(node.Type) || node.Type == "Pad") && index == 0)
                    foreach (string output in node.Outputs)
                        if (seen.Add(output)) names.Enqueue(output);
            }
        return null;
    }

    /// <summary>
    /// True if a QuantizeLinear without a zero point makes uint8, which is the default; false if its attribute output_dtype says int8.
    /// </summary>
    /// <exception cref="ModelException">The attribute says another type.</exception>
    internal static bool IsUnsigned(OnnxFileNode node) => new OnnxAttributes(node).Int("output_dtype", DataType.UInt8) switch
    {
        DataType.Undefined or DataType.UInt8 => true,
        DataType.Int8 => false,
        _ => throw new ModelException("it quantizes to another type than int8 or uint8; quantize the model to int8"),
    };
}
