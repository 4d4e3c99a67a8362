using System.Globalization;
using EdgeConv.Models;
using SkiaSharp;

namespace EdgeConv.Simulation.Report;

/// <summary>Draws a frame with every map of every layer on one sheet, each value a square: what maps/NNN-label.png holds.</summary>
public sealed class MapSheet
{
    private const int Side = 112, Gap = 20, Margin = 24, Title = 3, Caption = 2;
    private const int MostChannels = 16;
    private static readonly SKColor Paper = new(0xFC, 0xFB, 0xF8), Ink = new(0x22, 0x2A, 0x35), Faint = new(0x6B, 0x72, 0x80), Edge = new(0xD5, 0xD2, 0xCA);
    private static readonly SKColor[] Warm = [new(0xF3, 0xF0, 0xE9), new(0xE0, 0x8A, 0x4C), new(0x7A, 0x2E, 0x0B)];
    private static readonly SKColor[] Cool = [new(0xF3, 0xF0, 0xE9), new(0x4F, 0x93, 0xC9), new(0x0B, 0x2A, 0x52)];
    private static readonly SKColor[] Grey = [SKColors.White, new(0x80, 0x80, 0x80), SKColors.Black];

    private readonly SimulationRun _run;
    private readonly LayerRange[] _ranges;

    /// <summary>Prepares the scales of colours for all sheets of a run.</summary>
    public MapSheet(SimulationRun run)
    {
        _run = run;
        _ranges = [.. Enumerable.Range(0, run.Model.LayerCount).Select(i => LayerRange.Of(run, i))];
    }

    /// <summary>The name of a frame's sheet.</summary>
    public static string FileName(FrameRecord frame) => $"{frame.Index:000}-{Printable.FileName(frame.Label)}.png";

    /// <summary>Draws one frame's sheet as a PNG.</summary>
    public byte[] Draw(FrameRecord frame)
    {
        ModelLayer[] layers = [.. Enumerable.Range(0, _run.Model.LayerCount).Select(_run.Model.Layer)];
        int rows = Math.Max(1, layers.Max(layer => Math.Min(layer.Output.Channels, MostChannels)));
        int[] widths = [ColumnWidth("input", []), .. layers.Select(layer => ColumnWidth(layer.Name, layer.ChannelNames ?? []))];
        int top = Margin + 48, rowHeight = Side + 26;
        int width = Math.Max(2 * Margin + widths.Sum() + Gap * (widths.Length - 1), 760);
        using var bitmap = new SKBitmap(new SKImageInfo(width, top + 24 + rows * rowHeight + Margin / 2, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(Paper);
        string state = frame.Reason == Actuation.GuardReason.None ? "" : $"  SAFE: {frame.Reason}";
        Text(canvas, Margin, Margin, Title, Ink, string.Create(CultureInfo.InvariantCulture,
            $"frame {frame.Index}: {Printable.Text(frame.Label, 16)}  {frame.Microseconds / 1e6:0.0##} s  activation {frame.Activation256 / 256.0:0.0#}  duty {frame.Duty / 100.0:0.00} %{state}"));

        Text(canvas, Margin, top, Caption, Faint, "input");
        var format = _run.Recording.Format;
        Map(canvas, Margin, top + 20, format.Height, format.Width, i => Blend(Grey, (frame.Values[i * format.Channels] - format.Minimum) / (double)(format.Maximum - format.Minimum)));
        int left = Margin;
        for (int l = 0; l < layers.Length; l++)
        {
            left += widths[l] + Gap;
            TensorInfo info = layers[l].Output;
            Text(canvas, left, top, Caption, Faint, layers[l].Name);
            for (int channel = 0; channel < Math.Min(info.Channels, MostChannels); channel++)
            {
                int y = top + 20 + channel * rowHeight, k = channel;
                sbyte[]? values = frame.Layers?[l];
                LayerRange range = _ranges[l];
                double scale = Math.Max(range.Greatest, -range.Least);
                Map(canvas, left, y, info.Height, info.Width, i =>
                {
                    if (values == null) return Edge;
                    int value = values[i * info.Channels + k] - info.ZeroPoint;
                    return value < 0 ? Blend(Warm, -value / scale) : Blend(Cool, value / scale);
                });
                string name = layers[l].ChannelNames is { } names ? names[channel] : info.Channels > 1 ? $"{channel}" : "";
                if (info.Height == 1 && info.Width == 1 && values != null) name += $" {values[k] - info.ZeroPoint}";
                Text(canvas, left, y + Side + 4, Caption, Faint, name.Trim());
            }
        }
        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static int ColumnWidth(string title, string[] captions) =>
        Math.Max(Side, captions.Append(title).Max(text => text.Length + 4) * PixelFont.Advance * Caption);

    private static void Map(SKCanvas canvas, int left, int top, int height, int width, Func<int, SKColor> color)
    {
        // One value alone is a small square, so that it does not look like a map.
        int scale = Math.Max(1, Side / Math.Max(Math.Max(height, width), 2));
        using var paint = new SKPaint { Color = Edge };
        canvas.DrawRect(left - 1, top - 1, width * scale + 2, height * scale + 2, paint);
        for (int i = 0; i < height * width; i++)
        {
            paint.Color = color(i);
            canvas.DrawRect(left + i % width * scale, top + i / width * scale, scale, scale, paint);
        }
    }

    private static void Text(SKCanvas canvas, int left, int top, int scale, SKColor color, string text)
    {
        using var paint = new SKPaint { Color = color };
        foreach ((int x, int y) in PixelFont.Pixels(text)) canvas.DrawRect(left + x * scale, top + y * scale, scale, scale, paint);
    }

    private static SKColor Blend(SKColor[] stops, double t)
    {
        t = Math.Clamp(t, 0, 1) * 2;
        int i = t < 1 ? 0 : 1;
        byte Mix(byte from, byte to) => (byte)Math.Round(from + (to - from) * (t - i));
        return new SKColor(Mix(stops[i].Red, stops[i + 1].Red), Mix(stops[i].Green, stops[i + 1].Green), Mix(stops[i].Blue, stops[i + 1].Blue));
    }
}
