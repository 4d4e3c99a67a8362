using Stated = (EdgeConv.Compiler.Graphs.Quantization Quantization, bool IsUnsigned);
using User = (EdgeConv.Compiler.Onnx.OnnxFileNode Node, int Input);

namespace EdgeConv.Compiler.Onnx;

/// <summary>Scales and zero points that a file states, and for which values; zero points are those of int8.</summary>
internal sealed class OnnxQuantizers
{
    // Operators that pass values on unchanged, or the maximum of them: a QuantizeLinear behind them may as well come before them.
    private static readonly HashSet<string> s_movers = ["Reshape", "Flatten",
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

    /// <summary>The nodes that use a value, and as which of their inputs.</summary>
    internal List<User> Users(string name) => _users.GetValueOrDefault(name, []);

    /// <summary>Quantization of an activation.</summary>
    /// <param name="scale">Name of the scale.</param>
    /// <param name="zeroPoint">Name of the zero point; may be empty.</param>
    /// <param name="isUnsigned">Whether the activation is uint8 if it has no zero point.</param>
    /// <exception cref="ModelException">Computed by the network, or out of range.</exception>
    internal Stated Activation(string scale, string zeroPoint, bool isUnsigned)
    {
        OnnxScale stated = Scale(scale, zeroPoint, 0, ref isUnsigned);
        if (stated.Scales.Length != 1) throw new ModelException("an activation with a scale per channel; only weights may have one");
        return stated.ZeroPoints[0] is >= -128 and <= 127 and var zero ? (Quantization.PerTensor(stated.Scales[0], zero), isUnsigned)
            : throw new ModelException($"a zero point of {stated.ZeroPoints[0]} is out of range");
    }

    /// <summary>Scales and zero points of a constant.</summary>
    /// <param name="scale">Name of the scales.</param>
    /// <param name="zeroPoint">Name of the zero points; may be empty.</param>
    /// <param name="axis">Axis of several scales.</param>
    /// <param name="isUnsigned">Whether the constant is uint8; set if there is a zero point, whose type says it.</param>
    /// <exception cref="ModelException">Computed by the network, or out of range.</exception>
    internal OnnxScale Scale(string scale, string zeroPoint, int axis, ref bool isUnsigned)
    {
        float[] scales = ConstantOf("scale", scale).Floats;
        // Without a zero point it is 0 of uint8.
        int[] zeroPoints = [isUnsigned ? -128 : 0];
        if (zeroPoint.Length > 0)
        {
            OnnxConstant constant = ConstantOf("zero point", zeroPoint);
            zeroPoints = constant.Ints;
            isUnsigned = constant.IsUnsigned;
            if (constant.Values is int[] && zeroPoints.Any(z => z != 0))
                throw new ModelException("an int32 constant with a zero point other than 0");
        }
        if (zeroPoints.Length == 1) zeroPoints = [.. Enumerable.Repeat(zeroPoints[0], scales.Length)];
        if (scales.Length == 0 || zeroPoints.Length != scales.Length)
            throw new ModelException($"{Amount.Of(scales.Length, "scale")} and {Amount.Of(zeroPoints.Length, "zero point")}");
        foreach (float value in scales)
            if (!float.IsFinite(value) || value <= 0) throw new ModelException($"a scale of {value}; scales must be finite and above 0");
        return new OnnxScale(scales, zeroPoints, axis);

        OnnxConstant ConstantOf(string what, string name) => _graph.Lookup(name)?.Constant
            ?? throw new ModelException($"{what} '{OnnxText.Short(name)}' is computed by the network; quantize the model statically");
    }

    /// <summary>
    /// The quantization that an activation of this name gets: by its QuantizeLinear, directly or behind operators that only move values;
    /// null if its users differ.
    /// </summary>
    internal Stated? Behind(string name) => Behind(name, []);

    private Stated? Behind(string name, HashSet<string> seen)
    {
        if (!seen.Add(name) || seen.Count > 50) return null;
        List<User> users = Users(name);
        _graph.Spend(100L * users.Count);
        Stated? found = null;
        foreach ((OnnxFileNode node, int input) in users)
        {
            Stated? next = null;
            if (node.Type == "QuantizeLinear" && input == 0 && node.Inputs.Length > 1)
                next = Activation(node.Inputs[1], node.Input(2), IsUnsigned(node));
            else if (s_movers.Contains(node.Type) && input == 0 && node.Outputs.Length == 1) next = Behind(node.Outputs[0], seen);
            if (next is null || (found is not null && found != next)) return null;
            found = next;
        }
        return found;
    }

    /// <summary>The quantization that an input of the file has by the first operator that states it; null if none does.</summary>
    internal Stated? Of(OnnxFileInput input)
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
                if ((s_movers.Contains(node.Type) || node.Type == "Pad") && index == 0)
                    foreach (string output in node.Outputs)
                        if (seen.Add(output)) names.Enqueue(output);
            }
        return null;
    }

    /// <summary>Whether a QuantizeLinear without a zero point makes uint8: it does, unless its attribute output_dtype says int8.</summary>
    /// <exception cref="ModelException">Another type.</exception>
    internal static bool IsUnsigned(OnnxFileNode node) => new OnnxAttributes(node).Int("output_dtype", DataType.UInt8) switch
    {
        0 or DataType.UInt8 => true,
        DataType.Int8 => false,
        _ => throw new ModelException("it quantizes to another type than int8 or uint8; quantize the model to int8"),
    };
}
