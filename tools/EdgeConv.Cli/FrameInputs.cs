namespace EdgeConv.Cli;

/// <summary>Frames as a model takes them.</summary>
internal static class FrameInputs
{
    /// <summary>Maps each frame's values from the range of the recording to int8.</summary>
    /// <param name="recording">The frames.</param>
    /// <param name="input">The model's input.</param>
    public static sbyte[][] Of(Recording recording, TensorInfo input)
    {
        var preprocessor = new Preprocessor(recording.Format, input);
        return [.. recording.Frames.Select(frame =>
        {
            sbyte[] values = new sbyte[input.Length];
            preprocessor.Run(frame.Values, values);
            return values;
        })];
    }
}
