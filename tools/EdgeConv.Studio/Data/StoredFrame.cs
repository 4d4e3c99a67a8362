using SkiaSharp;

namespace EdgeConv.Studio.Data;

/// <summary>First frame of a file, reduced for the page.</summary>
/// <param name="Shape">Shape of the frames in the file, HWC.</param>
/// <param name="Shown">Shape of <paramref name="Values"/>, HWC.</param>
/// <param name="Values">Values of the frame, HWC.</param>
internal sealed record StoredFrame(FrameShape Shape, FrameShape Shown, float[] Values)
{
    private const int MaxSide = 64, MaxChannels = 8, MaxValues = 1 << 22;

    /// <summary>
    /// Returns the shape of the frames in a file, HWC; null for a file that cannot be read and for samples of a 1-D sensor.
    /// </summary>
    /// <param name="path">A .png or another image, or a .npy.</param>
    public static FrameShape? ShapeOf(string path)
    {
        if (Disk.IsImage(Path.GetFileName(path)))
        {
            using SKCodec? codec = SKCodec.Create(path);
            return codec is null ? null
                : new FrameShape(codec.Info.Height, codec.Info.Width, codec.Info.ColorType == SKColorType.Gray8 ? 1 : 3);
        }
        return Header(path)?.Shape;
    }

    /// <summary>Returns the number of frames in a file; 1 if it cannot be told.</summary>
    public static int CountOf(string path) => Header(path)?.Frames ?? 1;

    /// <summary>Reads the first frame of a file. Returns null if the file holds none that can be shown.</summary>
    public static StoredFrame? Read(string path)
    {
        try
        {
            return Disk.IsImage(Path.GetFileName(path)) ? ReadImage(path) : ReadNpy(path);
        }
        catch (Exception failure) when (failure is UserException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static StoredFrame? ReadImage(string path)
    {
        if (ShapeOf(path) is not { } shape) return null;
        FrameShape shown = Reduced(shape);
        RecordedFrame frame = ImageFrames.Read(path, shown, 1).Frames[0];
        return new(shape, shown, Array.ConvertAll(frame.Values, value => (float)value));
    }

    private static StoredFrame? ReadNpy(string path)
    {
        if (Header(path) is not { } header || header.Shape is not { } shape) return null;
        using FileStream file = File.OpenRead(path);
        file.Position = header.Position;
        double[] values = NpyFile.ReadValues(file, header.Type, shape.Length);
        FrameShape shown = Reduced(shape);
        float[] taken = new float[shown.Length];
        for (int y = 0, i = 0; y < shown.Height; y++)
            for (int x = 0; x < shown.Width; x++)
                for (int c = 0; c < shown.Channels; c++, i++)
                {
                    int row = y * shape.Height / shown.Height, column = x * shape.Width / shown.Width;
                    taken[i] = (float)values[(row * shape.Width + column) * shape.Channels + c];
                }
        return new(shape, shown, taken);
    }

    // Returns the shape only if the file holds frames, not the samples of a 1-D sensor.
    private static (string Type, FrameShape? Shape, int Frames, long Position)? Header(string path)
    {
        if (!path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)) return null;
        try
        {
            using FileStream file = File.OpenRead(path);
            (string type, long[] axes) = NpyFile.ReadHeader(file, path);
            int size = NpyFile.ItemSize(type, path);
            long values = axes.Skip(1).Aggregate(1L, (product, axis) => product > MaxValues ? product : product * axis);
            if (values is 0 or > MaxValues) return null;
            int frames = (int)Math.Min(axes[0], (file.Length - file.Position) / (values * size));
            if (frames == 0) return null;
            FrameShape? shape = axes.Length switch
            {
                4 => new FrameShape((int)axes[1], (int)axes[2], (int)axes[3]),
                3 => new FrameShape((int)axes[1], (int)axes[2], 1),
                _ => null,
            };
            return (type, shape, axes.Length > 2 ? frames : 1, file.Position);
        }
        catch (Exception failure) when (failure is UserException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // A window of a 1-D sensor is shown as lines over time, anything else as a picture.
    private static FrameShape Reduced(FrameShape shape)
    {
        bool isWindow = shape.Height == 1;
        int side = isWindow ? 4 * MaxSide : MaxSide;
        double scale = Math.Min(1, side / (double)Math.Max(shape.Height, shape.Width));
        return new(Math.Max(1, (int)(shape.Height * scale)), Math.Max(1, (int)(shape.Width * scale)),
            isWindow ? Math.Min(shape.Channels, MaxChannels) : shape.Channels == 3 ? 3 : 1);
    }
}
