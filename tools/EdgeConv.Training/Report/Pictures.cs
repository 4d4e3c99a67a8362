using EdgeConv.Compiler.Operators;
using SkiaSharp;

namespace EdgeConv.Training.Report;

/// <summary>Pictures inside a page, a pixel per value.</summary>
internal static class Pictures
{
    private static readonly SKColor s_none = SKColors.Transparent, s_zero = new(0xF3, 0xF0, 0xE9), s_positive = new(0x0B, 0x4F, 0x92),
        s_negative = new(0xB4, 0x4A, 0x10);

    /// <summary>A frame in grey, the least value black.</summary>
    public static (string Uri, int Width, int Height) Frame(ReadOnlySpan<float> values, int height, int width, int channels, float least,
        float greatest)
    {
        SKColor[] pixels = new SKColor[height * width];
        for (int i = 0; i < pixels.Length; i++)
        {
            byte Level(float value) => (byte)Math.Clamp(255 * (value - least) / Math.Max(greatest - least, 1e-9f), 0, 255);
            byte red = Level(values[i * channels]);
            pixels[i] = channels == 3 ? new SKColor(red, Level(values[i * 3 + 1]), Level(values[i * 3 + 2])) : new SKColor(red, red, red);
        }
        return (Uri(pixels, width, height), width, height);
    }

    /// <summary>
    /// All filters of an operator: a row for each output, a tile for each input channel; blue is positive, brown negative. Null for
    /// operators without filters.
    /// </summary>
    public static (string Uri, int Width, int Height)? Filters(Operator op)
    {
        const int Most = 64;
        (Tensor? filters, bool isDepthwise) = op switch
        {
            Conv2D conv => (conv.Filters, false),
            DepthwiseConv2D conv => (conv.Filters, true),
            FullyConnected full => (full.Filters, false),
            _ => (null, false),
        };
        if (filters?.Constant is not sbyte[] weights) return null;
        (int outputs, int rows, int columns, int channels) = filters.Shape.Nhwc;
        if (isDepthwise) (outputs, channels) = (channels, 1);
        if (op is FullyConnected)
        {
            // A tile is the map that an output looks at.
            (outputs, (_, rows, columns, channels)) = (filters.Shape[0], op.Inputs[0].Shape.Nhwc);
        }
        int shownOutputs = Math.Min(outputs, Most), shownChannels = Math.Min(channels, Most);
        // Filters of one tile each stand beside one another.
        bool isRow = channels == 1;
        (int down, int across) = isRow ? (1, shownOutputs) : (shownOutputs, shownChannels);
        int height = down * (rows + 1) - 1, width = across * (columns + 1) - 1;
        SKColor[] pixels = new SKColor[height * width];
        Array.Fill(pixels, s_none);
        for (int k = 0; k < shownOutputs; k++)
        {
            int greatest = 1;
            for (int r = 0; r < rows; r++)
                for (int s = 0; s < columns; s++)
                    for (int c = 0; c < channels; c++) greatest = Math.Max(greatest, Math.Abs(Weight(r, s, c)));
            for (int r = 0; r < rows; r++)
                for (int s = 0; s < columns; s++)
                    for (int c = 0; c < shownChannels; c++)
                    {
                        int y = isRow ? r : k * (rows + 1) + r, x = (isRow ? k : c) * (columns + 1) + s;
                        pixels[y * width + x] = Signed(Weight(r, s, c) / (double)greatest);
                    }

            int Weight(int r, int s, int c)
            {
                int tap = (r * columns + s) * channels + c;
                return weights[isDepthwise ? tap * outputs + k : k * rows * columns * channels + tap];
            }
        }
        return (Uri(pixels, width, height), width, height);
    }

    private static SKColor Signed(double value)
    {
        SKColor end = value < 0 ? s_negative : s_positive;
        double part = Math.Abs(value);
        byte Mix(byte from, byte to) => (byte)Math.Round(from + (to - from) * part);
        return new SKColor(Mix(s_zero.Red, end.Red), Mix(s_zero.Green, end.Green), Mix(s_zero.Blue, end.Blue));
    }

    private static string Uri(SKColor[] pixels, int width, int height)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul)) { Pixels = pixels };
        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return "data:image/png;base64," + Convert.ToBase64String(png.ToArray());
    }
}
