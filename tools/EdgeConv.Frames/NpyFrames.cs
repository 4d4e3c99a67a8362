namespace EdgeConv.Frames;

/// <summary>
/// Reads a numpy recording (.npy, little-endian numbers, C order). For a model input of H, W, C, arrays of [frames, H, W], [frames, H, W,
/// C] and [frames, H*W*C] are frames. An array of [samples, channels] that is narrower than the input is cut into windows of H samples, or
/// of W
/// samples if H is 1. Any other [height, width] is one picture. Windows and pictures are resized to the input by area averaging.
/// </summary>
public static class NpyFrames
{
    private const long MaxFile = 256L << 20, MaxFrame = 16L << 20;

    /// <summary>Reads a stream.</summary>
    /// <param name="file">A seekable stream at its start.</param>
    /// <param name="path">Path of the file; error messages name it, and reports its last part.</param>
    /// <param name="shape">Shape of the model's input, HWC.</param>
    /// <param name="count">Maximum number of frames, at least 1.</param>
    /// <exception cref="UserException">The header is damaged, type or shape do not fit, or the file's length differs from its
    /// header.</exception>
    public static Recording Read(Stream file, string path, FrameShape shape, int count)
    {
        if (file.Length > MaxFile)
            throw new UserException($"{path} has {file.Length >> 20} MB; split it into recordings of at most {MaxFile >> 20} MB");
        (string type, long[] axes) = NpyFile.ReadHeader(file, path);
        int size = NpyFile.ItemSize(type, path);
        // ReadHeader limits each axis to slightly more than MaxFile, so a product cannot overflow before it is limited here.
        long items = axes.Aggregate(1L, (product, axis) => product > MaxFile ? product : product * axis);
        if (items * size != file.Length - file.Position)
            throw new UserException($"{path} is damaged: its header says {Amount.Of(items, "value")} of {Amount.Of(size, "byte")}, but " +
                $"{Amount.Of(file.Length - file.Position, "byte")} follow");
        if (items == 0) throw new UserException($"{path} holds no frames");

        (long frames, FrameShape stored) = Cut(axes, shape, path);
        if ((long)stored.Height * stored.Width * stored.Channels > MaxFrame)
            throw new UserException($"{path} holds frames of {stored}; at most {Amount.Of(MaxFrame, "value")} can be read");
        int wanted = (int)Math.Min(frames, count);
        List<double[]> readings = [];
        for (int i = 0; i < wanted; i++)
        {
            double[] values = NpyFile.ReadValues(file, type, stored.Length);
            if (!values.All(double.IsFinite)) throw new UserException($"{path}: frame {i} holds a value that is not a number");
            readings.Add(stored == shape ? values : AreaAverage.Resize(values, stored.Height, stored.Width, shape));
        }
        string[] labels = [.. Enumerable.Range(0, wanted).Select(i => $"frame {i}")];
        // As in numpy's own tools, unsigned 8-bit values are brightness.
        bool isPicture = type == "|u1" && shape.Channels is 1 or 3;
        bool isCut = axes.Length == 2 && shape.Height == 1 && frames * shape.Width <= axes[0] && axes[1] != shape.Length;
        string? fitted = isCut ? Fitting.Cut(axes[0], shape.Width) : Fitting.Scaled([(stored.Height, stored.Width)], shape);
        return SensorUnits.Record(Path.GetFileName(path), shape, readings, labels, frames > wanted, isPicture, fitted);
    }

    private static (long Frames, FrameShape Stored) Cut(long[] axes, FrameShape shape, string path)
    {
        (int h, int w, int c) = shape;
        long rows = axes[0];
        return axes.Length switch
        {
            1 when rows == shape.Length => (1, shape),
            2 when axes[1] == shape.Length && !(rows == h && axes[1] == w) => (rows, shape),
            2 when h == 1 && axes[1] == c && rows >= w => (rows / w, shape),
            2 when c == 1 && axes[1] < w && rows >= h => (rows / h, new FrameShape(h, (int)axes[1], 1)),
            2 when c == 1 && rows >= h && axes[1] >= w => (1, new FrameShape((int)rows, (int)axes[1], 1)),
            3 when c == 1 && axes[1] >= h && axes[2] >= w => (rows, new FrameShape((int)axes[1], (int)axes[2], 1)),
            3 when axes[2] == c && rows >= h && axes[1] >= w => (1, new FrameShape((int)rows, (int)axes[1], c)),
            4 when axes[3] == c && axes[1] >= h && axes[2] >= w => (rows, new FrameShape((int)axes[1], (int)axes[2], c)),
            _ => throw new UserException(
                $"{path} holds an array of [{string.Join(", ", axes)}], which does not fit a model that takes frames of {shape}"),
        };
    }
}
