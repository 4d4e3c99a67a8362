namespace EdgeConv.Studio.Endpoints;

/// <summary>Frames as the page takes them: bytes 0..255.</summary>
internal static class RecordingAnswer
{
    public const int MaxFrames = 32;

    public static object Of(Recording recording, string? attribution) => new
    {
        height = recording.Format.Height, width = recording.Format.Width, channels = recording.Format.Channels, attribution,
        frames = recording.Frames.Select(frame => new { label = frame.Label, data = Bytes(recording.Format, frame.Values) }),
    };

    // As the device maps a sensor's range to int8, with 0 for its minimum.
    private static byte[] Bytes(FrameFormat format, short[] values)
    {
        sbyte[] tensor = new sbyte[values.Length];
        new Preprocessor(format, new TensorInfo([1, format.Height, format.Width, format.Channels], 1, -128)).Run(values, tensor);
        return Array.ConvertAll(tensor, value => (byte)(value + 128));
    }
}
