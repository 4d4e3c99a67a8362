using System.Globalization;
using EdgeConv.Models;

namespace EdgeConv.Simulation.Report;

/// <summary>Draws a frame with every map of every layer on one sheet, each value a square: what maps/NNN-label.png holds.</summary>
public sealed class MapSheet
{
    private const int Side = 112, Gap = 20, Margin = 24, Title = 3, Caption = 2;
    private const int MostChannels = 16;
    private const uint Paper = 0xFCFBF8, Ink = 0x222A35, Faint = 0x6B7280, Edge = 0xD5D2CA;
    private static readonly uint[] Warm = [0xF3F0E9, 0xE08A4C, 0x7A2E0B];
    private static readonly uint[] Cool = [0xF3F0E9, 0x4F93C9, 0x0B2A52];
    private static readonly uint[] Grey = [0xFFFFFF, 0x808080, 0x000000];

    private readonly SimulationRun _run;
    private readonly LayerRange[] _ranges;
    private PixelPicture? _picture; // all sheets of a run are of one size

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
        PixelPicture picture = _picture ??= new PixelPicture(width, top + 24 + rows * rowHeight + Margin / 2);
        picture.Clear(Paper);
        string state = frame.Reason == Actuation.GuardReason.None ? "" : $"  SAFE: {frame.Reason}";
        Text(picture, Margin, Margin, Title, Ink, string.Create(CultureInfo.InvariantCulture,
            $"frame {frame.Index}: {Printable.Text(frame.Label, 16)}  {frame.Microseconds / 1e6:0.0##} s  activation {frame.Activation256 / 256.0:0.0#}  duty {frame.Duty / 100.0:0.00} %{state}"));

        Text(picture, Margin, top, Caption, Faint, "input");
        var format = _run.Recording.Format;
        Map(picture, Margin, top + 20, format.Height, format.Width, i => Blend(Grey, (frame.Values[i * format.Channels] - format.Minimum) / (double)(format.Maximum - format.Minimum)));
        int left = Margin;
        for (int l = 0; l < layers.Length; l++)
        {
            left += widths[l] + Gap;
            TensorInfo info = layers[l].Output;
            Text(picture, left, top, Caption, Faint, layers[l].Name);
            for (int channel = 0; channel < Math.Min(info.Channels, MostChannels); channel++)
            {
                int y = top + 20 + channel * rowHeight, k = channel;
                sbyte[]? values = frame.Layers?[l];
                LayerRange range = _ranges[l];
                double scale = Math.Max(range.Greatest, -range.Least);
                Map(picture, left, y, info.Height, info.Width, i =>
                {
                    if (values == null) return Edge;
                    int value = values[i * info.Channels + k] - info.ZeroPoint;
                    return value < 0 ? Blend(Warm, -value / scale) : Blend(Cool, value / scale);
                });
                string name = layers[l].ChannelNames is { } names ? names[channel] : info.Channels > 1 ? $"{channel}" : "";
                if (info.Height == 1 && info.Width == 1 && values != null) name += $" {values[k] - info.ZeroPoint}";
                Text(picture, left, y + Side + 4, Caption, Faint, name.Trim());
            }
        }
        return picture.ToPng();
    }

    private static int ColumnWidth(string title, string[] captions) =>
        Math.Max(Side, captions.Append(title).Max(text => text.Length + 4) * PixelFont.Advance * Caption);

    private static void Map(PixelPicture picture, int left, int top, int height, int width, Func<int, uint> color)
    {
        // One value alone is a small square, so that it does not look like a map.
        int scale = Math.Max(1, Side / Math.Max(Math.Max(height, width), 2));
        picture.Fill(left - 1, top - 1, width * scale + 2, height * scale + 2, Edge);
        for (int i = 0; i < height * width; i++) picture.Fill(left + i % width * scale, top + i / width * scale, scale, scale, color(i));
    }

    private static void Text(PixelPicture picture, int left, int top, int scale, uint color, string text)
    {
        foreach ((int x, int y) in PixelFont.Pixels(text)) picture.Fill(left + x * scale, top + y * scale, scale, scale, color);
    }

    private static uint Blend(uint[] stops, double t)
    {
        t = Math.Clamp(t, 0, 1) * 2;
        int i = t < 1 ? 0 : 1;
        uint Mix(int shift)
        {
            int from = (byte)(stops[i] >> shift), to = (byte)(stops[i + 1] >> shift);
            return (uint)Math.Round(from + (to - from) * (t - i)) << shift;
        }
        return Mix(16) | Mix(8) | Mix(0);
    }
}
