namespace EdgeConv.Frames;

/// <summary>
/// A numpy recording (.npy, little-endian numbers, C order). For a model that takes H, W, C: [frames, H, W], [frames, H, W, C] and [frames,
/// H*W*C] are frames; [samples, channels], narrower than the model's input, is cut into windows of H samples (of W samples where H is 1);
/// any other [height, width] is one picture. Windows and pictures are fitted to the model's input by averaging.
/// </summary>
public static class NpyFrames
{
    private const long LargestFile = 256L << 20;
    private const long LargestFrame = 16L << 20;

    /// <summary>Reads a file, up to <paramref name="count"/> frames of it.</summary>
    /// <exception cref="UserException">A damaged header, a type or shape that does not fit, or a file of another length than its header
    /// says.</exception>
    public static Recording Read(string path, FrameShape shape, int count)
    {
        using Stream file = FrameFile.Open(path);
        return Read(file, path, shape, count);
    }

    /// <summary>Reads a stream.</summary>
    /// <param name="file">Seekable.</param>
    /// <param name="path">What errors name, and its last part the report.</param>
    /// <param name="shape">What the model takes.</param>
    /// <param name="count">Most frames to read.</param>
    public static Recording Read(Stream file, string path, FrameShape shape, int count)
    {
        if (file.Length > LargestFile) throw new UserException($"{path}: {file.Length >> 20} MB; recordings up to {LargestFile >> 20} MB");
        (string type, long[] axes) = NpyFile.ReadHeader(file, path);
        int size = NpyFile.ItemSize(type, path);
        long items = 1;
        foreach (long axis in axes)
        {
            items *= axis; // each factor and every product so far is at most LargestFile
            if (items > LargestFile) break;
        }
        if (items * size != file.Length - file.Position)
            throw new UserException($"{path}: damaged: its header says {Amount.Of(items, "value")} of {Amount.Of(size, "byte")}, but " +
                $"{Amount.Of(file.Length - file.Position, "byte")} follow");
        if (items == 0) throw new UserException($"{path}: no frames in it");

        (long frames, FrameShape stored) = Cut(axes, shape, path);
        if ((long)stored.Height * stored.Width * stored.Channels > LargestFrame)
            throw new UserException($"{path}: a frame of {stored}; up to {Amount.Of(LargestFrame, "value")}");
        int wanted = (int)Math.Min(frames, count);
        byte[] bytes = new byte[stored.Length * size];
        double[] values = new double[stored.Length];
        var readings = new List<double[]>(wanted);
        var labels = new List<string>(wanted);
        for (int i = 0; i < wanted; i++)
        {
            file.ReadExactly(bytes);
            for (int v = 0; v < values.Length; v++)
            {
                values[v] = NpyFile.Number(bytes.AsSpan(v * size, size), type);
                if (!double.IsFinite(values[v])) throw new UserException($"{path}: frame {i} holds a value that is not a number");
            }
            readings.Add(stored == shape ? (double[])values.Clone() : AreaAverage.Resize(values, stored.Height, stored.Width, shape));
            labels.Add($"frame {i}");
        }
        // As numpy's own tools have it, 8 bits without a sign are brightness.
        bool isPicture = type == "|u1" && shape.Channels is 1 or 3;
        return SensorUnits.Record(Path.GetFileName(path), shape, readings, labels, frames > wanted, isPicture);
    }

    private static (long Frames, FrameShape Stored) Cut(long[] axes, FrameShape shape, string path)
    {
        (int h, int w, int c) = shape;
        long rows = axes[0];
        switch (axes.Length)
        {
            case 1 when rows == shape.Length:
                return (1, shape);
            case 2 when axes[1] == shape.Length && !(rows == h && axes[1] == w):
                return (rows, shape);
            case 2 when h == 1 && axes[1] == c && rows >= w:
                return (rows / w, shape);
            case 2 when c == 1 && axes[1] < w && rows >= h:
                return (rows / h, new FrameShape(h, (int)axes[1], 1));
            case 2 when c == 1 && rows >= h && axes[1] >= w:
                return (1, new FrameShape((int)rows, (int)axes[1], 1));
            case 3 when c == 1 && axes[1] >= h && axes[2] >= w:
                return (rows, new FrameShape((int)axes[1], (int)axes[2], 1));
            case 3 when axes[2] == c && rows >= h && axes[1] >= w:
                return (1, new FrameShape((int)rows, (int)axes[1], c));
            case 4 when axes[3] == c && axes[1] >= h && axes[2] >= w:
                return (rows, new FrameShape((int)axes[1], (int)axes[2], c));
            default:
                throw new UserException(
                    $"{path}: an array of [{string.Join(", ", axes)}] does not fit a model that takes frames of {shape}");
        }
    }
}
