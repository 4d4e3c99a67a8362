namespace EdgeConv.Studio.Endpoints;

/// <summary>Converts frames for the page, which takes bytes of 0 to 255.</summary>
internal static class RecordingAnswer
{
    public const int MaxFrames = 32;

    public static object Of(Recording recording, string? attribution) => new
    {
        height = recording.Format.Height, width = recording.Format.Width, channels = recording.Format.Channels, attribution,
        frames = recording.Frames.Select(frame => new { label = frame.Label, data = Bytes(recording.Format, frame.Values) }),
    };

    // Maps the sensor's range as the device maps it to int8, but with 0 for the minimum.
    private static byte[] Bytes(FrameFormat format, short[] values)
    {
        sbyte[] tensor = new sbyte[values.Length];
        new Preprocessor(format, new TensorInfo([1, format.Height, format.Width, format.Channels], 1, -128)).Run(values, tensor);
        return Array.ConvertAll(tensor, value => (byte)(value + 128));
    }
}
