using SkiaSharp;

namespace EdgeConv.Frames;

/// <summary>
/// Reads an image file, or every picture of an animated one, and resizes it to the model's input by area averaging. One channel holds the
/// luma (ITU-R BT.601), three channels hold red, green and blue.
/// </summary>
public static class ImageFrames
{
    private const int MaxFile = 64 << 20, MaxPictures = 10_000;

    // The decoder lists all pictures of an animation before it decodes the first. A picture can take 24 bytes in the file but 300 in
    // memory.
    private const int MaxAnimation = 16 << 20;
    private const long MaxPixels = 50_000_000;

    /// <summary>Reads up to <paramref name="count"/> pictures of a file; values are 0 to 255.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="shape">Shape of the model's input, HWC, with 1 or 3 channels.</param>
    /// <param name="count">Maximum number of pictures, at least 1.</param>
    /// <exception cref="UserException">The file is not an image or is damaged, has more than 50 million pixels or 10,000 pictures, or the
    /// model takes another number of channels.</exception>
    public static Recording Read(string path, FrameShape shape, int count)
    {
        List<RecordedFrame> frames = [];
        List<(int Height, int Width)> sizes = [];
        int pictures = Append(frames, path, shape, count, sizes);
        return new Recording(Path.GetFileName(path), shape.Format(0, 255), frames, pictures > count)
        {
            IsPicture = true, Fitted = Fitting.Scaled(sizes, shape)
        };
    }

    /// <summary>
    /// Appends up to <paramref name="count"/> pictures of a file, and the file's height and width in pixels to <paramref name="sizes"/>.
    /// Returns the number of pictures in the file.
    /// </summary>
    internal static int Append(List<RecordedFrame> frames, string path, FrameShape shape, int count, List<(int, int)>? sizes = null)
    {
        if (shape.Channels is not (1 or 3))
            throw new UserException($"{path} is an image with 1 or 3 channels, but the model takes {Amount.Of(shape.Channels, "channel")}");
        byte[] file = BoundedFile.ReadAll(path, MaxFile)
            ?? throw new UserException($"{path} is larger than {MaxFile >> 20} MB, the limit for images; scale it down");
        if (file.Length == 0) throw new UserException($"{path} is empty");

        using SKData data = SKData.CreateCopy(file);
        using SKCodec codec = SKCodec.Create(data)
            ?? throw new UserException($"{path} is not an image (PNG, JPEG, GIF, BMP, WebP), nor named .csv, .csv.gz or .npy");
        if (file.Length > MaxAnimation && codec.EncodedFormat is (SKEncodedImageFormat.Gif or SKEncodedImageFormat.Webp))
            throw new UserException($"{path} has {file.Length >> 20} MB; an animation may have at most {MaxAnimation >> 20} MB");
        int pictures = Math.Max(1, codec.FrameCount);
        if (pictures > MaxPictures)
            throw new UserException($"{path} holds {Amount.Of(pictures, "picture")}, more than {Amount.Of(MaxPictures)}; split it");
        int wanted = Math.Min(pictures, count);
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        (string each, string remedy) = wanted == 1 ? ("", "") : ($" in {Amount.Of(wanted, "picture")}", " or give a smaller --count");
        if ((long)info.Width * info.Height * wanted > MaxPixels) throw new UserException($"{path} has {info.Width}x{info.Height} " +
            $"pixels{each}, more than {MaxPixels / 1_000_000} million in all; scale it down{remedy}");

        sizes?.Add((info.Height, info.Width));
        SKCodecFrameInfo[] infos = codec.FrameInfo;
        using var bitmap = new SKBitmap(info);
        string name = Path.GetFileNameWithoutExtension(path);
        for (int i = 0; i < wanted; i++)
        {
            // The bitmap still holds picture i - 1. If picture i builds on another one, the codec decodes that one first.
            bool onPrevious = i > 0 && infos[i].RequiredFrame == i - 1;
            SKCodecResult result = pictures == 1 ? codec.GetPixels(info, bitmap.GetPixels())
                : codec.GetPixels(info, bitmap.GetPixels(), new SKCodecOptions(i, onPrevious ? i - 1 : -1));
            if (result != SKCodecResult.Success)
                throw new UserException($"{path} is a damaged image{(pictures > 1 ? $", picture {i}" : "")} ({result})");
            frames.Add(new RecordedFrame(Shrink(bitmap.GetPixelSpan(), info, shape), pictures > 1 ? $"{name} {i}" : name));
        }
        return pictures;
    }

    /// <summary>Returns the size of an image in pixels, or null if the file is not an image.</summary>
    internal static (int Height, int Width)? SizeOf(string path)
    {
        using SKCodec? codec = SKCodec.Create(path);
        return codec is null ? null : (codec.Info.Height, codec.Info.Width);
    }

    private static short[] Shrink(ReadOnlySpan<byte> rgba, SKImageInfo info, FrameShape shape)
    {
        short[] values = new short[shape.Length];
        int value = 0;
        foreach ((int top, int bottom, int left, int right) in AreaAverage.Cells(shape, info.Height, info.Width))
        {
            long red = 0, green = 0, blue = 0, area = (long)(bottom - top) * (right - left);
            for (int row = top; row < bottom; row++)
            {
                ReadOnlySpan<byte> pixels = rgba.Slice((row * info.Width + left) * 4, (right - left) * 4);
                for (int i = 0; i < pixels.Length; i += 4)
                {
                    red += pixels[i];
                    green += pixels[i + 1];
                    blue += pixels[i + 2];
                }
            }
            if (shape.Channels == 1) values[value++] = (short)((red * 299 + green * 587 + blue * 114 + area * 500) / (area * 1000));
            else foreach (long color in (ReadOnlySpan<long>)[red, green, blue]) values[value++] = (short)((color + area / 2) / area);
        }
        return values;
    }
}
