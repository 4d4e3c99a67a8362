using EdgeConv.Common.Drawing;
using EdgeConv.Compiler.Operators;
using SkiaSharp;

namespace EdgeConv.Training.Report;

/// <summary>Draws frames and filters as PNG pictures inside an HTML page, with one pixel per value.</summary>
internal static class Pictures
{
    /// <summary>Draws a frame, HWC, in grey or, with three channels, in color; <paramref name="min"/> is black.</summary>
    public static string Frame(ReadOnlySpan<float> values, int height, int width, int channels, float min, float max)
    {
        PixelPicture picture = new(width, height, SKColors.Black);
        byte Level(float value) => (byte)Math.Clamp(255 * (value - min) / Math.Max(max - min, 1e-9f), 0, 255);
        for (int i = 0; i < height * width; i++)
        {
            byte red = Level(values[i * channels]);
            picture.Fill(i % width, i / width, 1, 1,
                channels == 3 ? new(red, Level(values[i * 3 + 1]), Level(values[i * 3 + 2])) : new(red, red, red));
        }
        return Uri(picture);
    }

    /// <summary>
    /// Draws all filters of an operator: one row per output and one tile per input channel; blue is positive, brown negative. Returns null
    /// for an operator without filters.
    /// </summary>
    public static (string Uri, int Width, int Height)? Filters(Operator op)
    {
        const int MaxShown = 64;
        if (op is not WeightedOperator { Filters: { Constant: sbyte[] weights } filters }) return null;
        bool isDepthwise = op is DepthwiseConv2D;
        (int outputs, int rows, int columns, int channels) = filters.Shape.Nhwc;
        if (isDepthwise) (outputs, channels) = (channels, 1);
        if (op is Compiler.Operators.FullyConnected)
        {
            // A tile has the shape of the map that each output reads.
            (outputs, (_, rows, columns, channels)) = (filters.Shape[0], op.Inputs[0].Shape.Nhwc);
        }
        int shownOutputs = Math.Min(outputs, MaxShown), shownChannels = Math.Min(channels, MaxShown);
        // If each filter is only one tile, all tiles are drawn in one row.
        bool isRow = channels == 1;
        (int down, int across) = isRow ? (1, shownOutputs) : (shownOutputs, shownChannels);
        int height = down * (rows + 1) - 1, width = across * (columns + 1) - 1;
        PixelPicture picture = new(width, height, SKColors.Transparent);
        for (int k = 0; k < shownOutputs; k++)
        {
            int taps = rows * columns * channels;
            int Weight(int tap) => weights[isDepthwise ? tap * outputs + k : k * taps + tap];
            double max = Enumerable.Range(0, taps).Max(tap => Math.Max(1, Math.Abs(Weight(tap))));
            for (int tap = 0; tap < taps; tap++)
            {
                (int r, int s, int c) = (tap / channels / columns, tap / channels % columns, tap % channels);
                int x = (isRow ? k : c) * (columns + 1) + s, y = isRow ? r : k * (rows + 1) + r;
                if (c < shownChannels) picture.Fill(x, y, 1, 1, ColorRamp.Signed(Weight(tap) / max));
            }
        }
        return (Uri(picture), width, height);
    }

    private static string Uri(PixelPicture picture) => "data:image/png;base64," + Convert.ToBase64String(picture.ToPng());
}
