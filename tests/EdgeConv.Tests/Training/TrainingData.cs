namespace EdgeConv.Tests.Training;

/// <summary>The shipped digits as a file, and small data made up for tests.</summary>
internal static class TrainingData
{
    /// <summary>Writes the digits that come with the simulator.</summary>
    public static string Digits(string folder)
    {
        string path = Path.Combine(folder, Example.DigitsName);
        using Stream stream = typeof(Example).Assembly.GetManifestResourceStream(Example.DigitsName)!;
        using FileStream file = File.Create(path);
        stream.CopyTo(file);
        return path;
    }

    /// <summary>A table of square frames with an upright or a lying bar, easy to tell apart, of values from -100 to 100.</summary>
    public static string Bars(string folder, int rows = 80, int size = 6)
    {
        Random random = new(5);
        string path = Path.Combine(folder, "bars.csv");
        File.WriteAllLines(path, Enumerable.Range(0, rows).Select(i =>
        {
            int at = random.Next(size);
            bool upright = i % 2 == 0;
            return string.Join(',', Enumerable.Range(0, size * size)
                .Select(c => ((upright ? c % size : c / size) == at ? 80 : -60) + random.Next(-20, 21))) +
                (upright ? ",upright" : ",lying");
        }));
        return path;
    }

    /// <summary>A folder of 8 recordings of a 1-D sensor's three axes, of slow and fast waves, with the label in their names.</summary>
    public static void Waves(string folder)
    {
        Directory.CreateDirectory(folder);
        Random random = new(6);
        for (int i = 0; i < 8; i++)
        {
            bool slow = i % 2 == 0;
            double phase = random.NextDouble() * 6;
            File.WriteAllBytes(Path.Combine(folder, $"{(slow ? "slow" : "fast")}_{i / 2}.npy"), FrameFiles.Npy("<i2", "(120, 3)",
                [.. Enumerable.Range(0, 360).SelectMany(at => BitConverter.GetBytes(
                    (short)(8000 * Math.Sin(phase + at % 3 + at / 3 * (slow ? 0.2 : 0.9)) + random.Next(-500, 501))))]));
        }
    }

    /// <summary>
    /// A folder of lying and upright bars: .png and .jpg files, grey and coloured, each larger than the one before by some pixels.
    /// </summary>
    public static void Images(string folder, int width, int height, int growth = 0, int count = 32)
    {
        Random random = new(7);
        for (int i = 0; i < count; i++)
        {
            bool upright = i % 2 == 0;
            string place = Path.Combine(folder, upright ? "upright" : "lying");
            Directory.CreateDirectory(place);
            bool isGrey = i % 8 < 4, isJpeg = i % 4 < 2;
            using SKBitmap bitmap = new(width + growth * (i / 2), height + growth * (i / 2),
                isGrey ? SKColorType.Gray8 : SKColorType.Rgba8888, SKAlphaType.Opaque);
            bitmap.Erase(new SKColor(40, 50, 40));
            using (SKCanvas canvas = new(bitmap))
            using (SKPaint paint = new() { Color = isGrey ? new SKColor(220, 220, 220) : new SKColor(250, 200, 150) })
            {
                float at = 0.1f + 0.6f * random.NextSingle();
                canvas.DrawRect(upright ? new SKRect(at * bitmap.Width, 0, (at + 0.2f) * bitmap.Width, bitmap.Height)
                    : new SKRect(0, at * bitmap.Height, bitmap.Width, (at + 0.2f) * bitmap.Height), paint);
            }
            using SKData data = bitmap.Encode(isJpeg ? SKEncodedImageFormat.Jpeg : SKEncodedImageFormat.Png, 90);
            File.WriteAllBytes(Path.Combine(place, $"{i / 2}.{(isJpeg ? "jpg" : "png")}"), data.ToArray());
        }
    }

    /// <summary>
    /// A folder per label of recordings of 6 frames each, as `record` saves them: what is warm is to the left or to the right.
    /// </summary>
    public static void Recordings(string folder, int height, int width)
    {
        Random random = new(8);
        for (int i = 0; i < 8; i++)
        {
            bool left = i % 2 == 0;
            string place = Path.Combine(folder, left ? "left" : "right");
            Directory.CreateDirectory(place);
            File.WriteAllBytes(Path.Combine(place, $"{(left ? "left" : "right")}_{i / 2}.npy"), NpyFile.Of([6, height, width, 1],
                [.. Enumerable.Range(0, 6).Select(_ => Enumerable.Range(0, height * width)
                    .Select(c => (short)((c % width < width / 2 == left ? 130 : 90) + random.Next(-8, 9))).ToArray())]));
        }
    }
}
