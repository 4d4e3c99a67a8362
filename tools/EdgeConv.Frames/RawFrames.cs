namespace EdgeConv.Frames;

/// <summary>Reads raw bytes: one frame after another, one byte of 0 to 255 per value, row-major HWC.</summary>
public static class RawFrames
{
    /// <summary>Reads until the stream ends or <paramref name="count"/> frames have come.</summary>
    /// <exception cref="UserException">The stream ends inside a frame, or is empty.</exception>
    public static Recording Read(Stream stream, FrameShape shape, int count)
    {
        const string Name = "standard input";
        List<RecordedFrame> frames = [];
        byte[] bytes = new byte[shape.Length];
        while (frames.Count < count)
        {
            int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (read == 0) break;
            if (read < bytes.Length)
                throw new UserException($"{Name} ends after {read} of the {Amount.Of(bytes.Length, "byte")} of frame {frames.Count} (a " +
                    $"frame is {shape}, one byte per value)");
            frames.Add(new RecordedFrame(Array.ConvertAll(bytes, value => (short)value), $"frame {frames.Count}"));
        }
        return new Recording(Name, shape.Format(0, 255), frames) { IsPicture = shape.Channels is 1 or 3 };
    }
}
