namespace EdgeConv.Training.Quantizing;

/// <summary>
/// Conversion of a sensor's value, or of a pixel of 0 to 255, to the input that a float model expects: <c>value * Scale + Offset</c>.
/// </summary>
/// <param name="Scale">One factor for all channels or one per channel; never 0.</param>
/// <param name="Offset">One offset for all channels or one per channel, as many as factors.</param>
public sealed record InputScaling(float[] Scale, float[] Offset)
{
    /// <summary>The conversion that changes nothing.</summary>
    public static InputScaling None { get; } = new([1], [0]);

    /// <summary>Makes the conversion (value / unit - mean) / deviation, which image models usually expect.</summary>
    /// <param name="mean">One mean for all channels or one per channel.</param>
    /// <param name="deviation">As many standard deviations; never 0.</param>
    /// <param name="unit">Divisor of the values before normalization, such as 255 for pixels; not 0.</param>
    public static InputScaling Normalizing(float[] mean, float[] deviation, float unit) =>
        new([.. deviation.Select(d => 1 / (d * unit))], [.. mean.Select((m, i) => -m / deviation[i])]);

    /// <summary>Converts a frame [H, W, C] of sensor values to the values that the model expects, also [H, W, C].</summary>
    internal float[] Apply(float[] frame) => [.. frame.Select((value, i) => value * Scale[i % Scale.Length] + Offset[i % Offset.Length])];

    /// <summary>Returns the same recordings with the values that the model expects.</summary>
    public DataSet Apply(DataSet data) => data with
    {
        Recordings = [.. data.Recordings.Select(recording => recording with { Values = Apply(recording.Values) })],
    };

    /// <summary>Whether all channels have the same factor and the same offset.</summary>
    internal bool IsUniform => Scale.All(scale => scale == Scale[0]) && Offset.All(offset => offset == Offset[0]);

    /// <summary>
    /// Merges the conversion into the model if that is exact, so that the model's input takes sensor values: a single factor goes into the
    /// first weights, factors and offsets per channel become a new layer. Returns false if the input keeps the units that the model
    /// expects.
    /// </summary>
    /// <exception cref="ModelException">There are factors per channel, but the input has another number of channels or has them
    /// last.</exception>
    internal bool PutInto(FloatModel model, int[] order)
    {
        int channels = (int)(order.Length > 1 && order[^1] == 1 ? model.Input.Dims[1] : model.Input.Dims[^1]);
        if (Scale.Length != 1 && Scale.Length != channels) throw new ModelException(
            $"scale and offset have {Amount.Of(Scale.Length, "value")}, but the model's input has {Amount.Of(channels, "channel")}; " +
            "give one value for all channels or one per channel");
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
