namespace EdgeConv.Training.Quantizing;

/// <summary>
/// What a float model was trained to expect of a sensor's value or a pixel of 0 to 255: <c>value * Scale + Offset</c>, alike for all
/// channels or one for each.
/// </summary>
/// <param name="Scale">One, or one per channel; not 0.</param>
/// <param name="Offset">As many.</param>
public sealed record InputScaling(float[] Scale, float[] Offset)
{
    /// <summary>Values as they are.</summary>
    public static InputScaling None { get; } = new([1], [0]);

    /// <summary>(value - mean) / deviation, where values were first divided by <paramref name="unit"/>.</summary>
    public static InputScaling Normalizing(float[] mean, float[] deviation, float unit) =>
        new([.. deviation.Select(d => 1 / (d * unit))], [.. mean.Select((m, i) => -m / deviation[i])]);

    /// <summary>A frame [H, W, C] of sensor values as the model expects it, still [H, W, C].</summary>
    internal float[] Apply(float[] frame) => [.. frame.Select((value, i) => value * Scale[i % Scale.Length] + Offset[i % Offset.Length])];

    /// <summary>True where all channels are treated alike.</summary>
    internal bool IsUniform => Scale.All(scale => scale == Scale[0]) && Offset.All(offset => offset == Offset[0]);

    /// <summary>
    /// Puts the scaling into the model where that is exact, so that its input takes sensor values: a factor into the first weights, a
    /// factor and an offset per channel into a layer of their own. Returns false where the input stays in the units that the model expects.
    /// </summary>
    /// <exception cref="ModelException">Factors per channel for an input that has another number of channels, or has them last.</exception>
    internal bool PutInto(FloatModel model, int[] order)
    {
        int channels = (int)(order.Length > 1 && order[^1] == 1 ? model.Input.Dims[1] : model.Input.Dims[^1]);
        if (Scale.Length != 1 && Scale.Length != channels) throw new ModelException(
            $"{Amount.Of(Scale.Length, "value")} per channel, but the model's input has {Amount.Of(channels, "channel")}");
        if (!IsUniform)
        {
            if (order.Length < 3 || order[^1] != 1)
                throw new ModelException("the model takes its channels last; give one scale and offset for all channels");
            int[] dims = [channels, 1, .. Enumerable.Repeat(1, order.Length - 2)];
            string raw = model.Input.Name, scaled = model.NewName(raw);
            for (int i = 0; i < model.Nodes.Count; i++)
                if (model.Nodes[i].Inputs.Contains(raw)) model.Nodes[i] =
                    model.Nodes[i] with { Inputs = [.. model.Nodes[i].Inputs.Select(name => name == raw ? scaled : name)] };
            model.Nodes.Insert(0, new OnnxFileNode("Conv", "", "normalize", [raw, model.AddConstant("normalize.scale", dims, Scale),
                model.AddConstant("normalize.offset", [channels], Offset)], [scaled],
                new() { ["group"] = OnnxFileWriter.Attribute("group", channels) }));
            return true;
        }
        if (Offset[0] != 0) return false;
        OnnxFileNode[] users = [.. model.Users(model.Input.Name)];
        if (Scale[0] == 1 || !users.All(user => FloatFilter.Of(model, user) is not null)) return Scale[0] == 1;
        foreach (OnnxFileNode user in users)
        {
            FloatFilter filter = FloatFilter.Of(model, user)!;
            filter.ScaleInputs([.. Enumerable.Repeat(Scale[0], filter.Inputs)]);
        }
        return true;
    }
}
