using EdgeConv.Common.Drawing;
using SkiaSharp;

namespace EdgeConv.Simulation.Report;

/// <summary>Draws maps/NNN-label.png: a frame and the maps of every drawn layer on one sheet, with a square for each value.</summary>
public sealed class MapSheet
{
    private const int Side = 112, Gap = 20, Margin = 24, Title = 3, Caption = 2, Top = Margin + 48, LineHeight = 18;
    private const int MaxChannels = 16, MinWidth = 760;
    private static readonly SKColor s_paper = new(0xFC, 0xFB, 0xF8), s_ink = new(0x22, 0x2A, 0x35), s_faint = new(0x6B, 0x72, 0x80),
        s_edge = new(0xD5, 0xD2, 0xCA);

    private readonly SimulationRun _run;
    private readonly Column[] _columns;
    private readonly MapSize _inputSize;
    private readonly string _inputTitle;
    private readonly int _inputWidth, _mapsTop, _rowHeight, _width, _height;

    /// <summary>Computes the layout and the color scales, which are the same for all sheets of a run.</summary>
    public MapSheet(SimulationRun run)
    {
        _run = run;
        _inputSize = MapSize.Of(run.Recording.Format.Height, run.Recording.Format.Width);
        _inputTitle = run.Recording.DrawnChannels is { Length: > 0 } drawn ? "input, " + drawn : "input";
        _inputWidth = WidthOf(_inputSize, [_inputTitle, _inputSize.Note]);
        _columns = [.. Enumerable.Range(0, run.Model.LayerCount).Select(i => ColumnOf(run, i))];
        _mapsTop = Top + 20 + (_columns.Any(column => column.Note.Length > 0) ? LineHeight : 0);
        _rowHeight = _columns.Select(column => column.Size.Height).Append(Side).Max() + 26;
        int rows = _columns.Select(column => Math.Min(column.Layer.Output.Channels, MaxChannels)).Append(1).Max();
        _width = Math.Max(2 * Margin + _inputWidth + _columns.Sum(column => Gap + column.Width), MinWidth);
        _height = _mapsTop + 4 + Math.Max(rows * _rowHeight, _inputSize.Height + 26) + Margin / 2;
    }

    /// <summary>Returns the file name of a frame's sheet, such as "007-wave.png".</summary>
    public static string FileName(FrameRecord frame) => $"{frame.Index:000}-{Printable.FileName(frame.Label)}.png";

    /// <summary>Draws one frame's sheet as a PNG.</summary>
    public byte[] Draw(FrameRecord frame)
    {
        PixelPicture picture = new(_width, _height, s_paper);
        string state = frame.Reason == Actuation.GuardReason.None ? "" : $"  SAFE: {frame.Reason}";
        string head = $"frame {frame.Index}: {Printable.Text(frame.Label, 16)}";
        (double seconds, double activation, double percent) = (frame.Microseconds / 1e6, frame.Activation256 / 256.0, frame.Duty / 100.0);
        picture.Text(Margin, Margin, Title, s_ink,
            $"{head}  {seconds:0.0##} s  activation {activation:0.0#}  duty {percent:0.00} %{state}");
        picture.Text(Margin, Top, Caption, s_faint, _inputTitle);
        Map(picture, Margin, _mapsTop, _inputSize, cell => InputColor(frame.Values, cell));
        picture.Text(Margin, _mapsTop + _inputSize.Height + 4, Caption, s_faint, _inputSize.Note);
        int left = Margin + _inputWidth + Gap;
        for (int i = 0; i < _columns.Length; i++)
        {
            DrawColumn(picture, left, _columns[i], frame.Layers?[i]);
            left += _columns[i].Width + Gap;
        }
        return picture.ToPng();
    }

    private static Column ColumnOf(SimulationRun run, int index)
    {
        (DrawnLayers layers, ModelLayer layer) = (run.Layers, run.Model.Layer(index));
        var size = MapSize.Of(layer.Output.Height, layer.Output.Width);
        string hidden = layers.HiddenBefore(index) == 0 ? "" : $"after {Amount.Of(layers.HiddenBefore(index), "layer")} not drawn";
        string title = layers.Title(index, layer.Name);
        string note = string.Join(' ', new[] { layers.SourceText(index), hidden }.Where(words => words.Length > 0));
        int width = WidthOf(size, [title, note, size.Note, .. layer.ChannelNames ?? []]);
        return new Column(layer, LayerRange.Of(run, index), size, title, note, width);
    }

    private static int WidthOf(MapSize size, IEnumerable<string> texts) =>
        Math.Max(Math.Max(Side, size.Width), texts.Max(text => text.Length + 4) * PixelFont.Advance * Caption);

    private void DrawColumn(PixelPicture picture, int left, Column column, sbyte[]? values)
    {
        picture.Text(left, Top, Caption, s_faint, column.Title);
        picture.Text(left, Top + LineHeight, Caption, s_faint, column.Note);
        TensorInfo info = column.Layer.Output;
        double scale = Math.Max(column.Range.Max, -column.Range.Min);
        for (int channel = 0; channel < Math.Min(info.Channels, MaxChannels); channel++)
        {
            int y = _mapsTop + channel * _rowHeight, k = channel;
            Map(picture, left, y, column.Size, cell => values is null ? s_edge
                : ColorRamp.Signed((values[cell * info.Channels + k] - info.ZeroPoint) / scale));
            string name = column.Layer.ChannelNames is { } names ? names[channel] : info.Channels > 1 ? $"{channel}" : "";
            if (info.Height == 1 && info.Width == 1 && values != null) name += $" {values[k] - info.ZeroPoint}";
            picture.Text(left, y + Math.Max(Side, column.Size.Height) + 4, Caption, s_faint, $"{name} {column.Size.Note}".Trim());
        }
    }

    // Pictures keep their colors. A sensor's minimum is white and its maximum black.
    private SKColor InputColor(short[] values, int cell)
    {
        FrameFormat format = _run.Recording.Format;
        int first = cell * format.Channels;
        double Fraction(int at) => (values[at] - format.Minimum) / (double)(format.Maximum - format.Minimum);
        byte Byte(int at) => (byte)Math.Clamp(_run.Recording.IsPicture ? values[at] : Math.Round(Fraction(at) * 255), 0, 255);
        if (format.Channels == 3) return new(Byte(first), Byte(first + 1), Byte(first + 2));
        return _run.Recording.IsPicture ? new(Byte(first), Byte(first), Byte(first)) : ColorRamp.Grey(Fraction(first));
    }

    private static void Map(PixelPicture picture, int left, int top, MapSize size, Func<int, SKColor> color)
    {
        picture.Fill(left - 1, top - 1, size.Width + 2, size.Height + 2, s_edge);
        int side = size.Scale;
        for (int y = 0; y < size.Rows; y += size.Step)
            for (int x = 0; x < size.Columns; x += size.Step)
                picture.Fill(left + x / size.Step * side, top + y / size.Step * side, side, side, color(y * size.Columns + x));
    }

    // Column of a layer: the text above it, and its width in pixels.
    private sealed record Column(ModelLayer Layer, LayerRange Range, MapSize Size, string Title, string Note, int Width);

    // Size of a drawn map: Scale is the pixels per value; of a large map only one in Step rows and columns is drawn.
    private sealed record MapSize(int Rows, int Columns, int Scale, int Step)
    {
        private const int MaxPixels = 2 * Side;

        public int Width => (Columns + Step - 1) / Step * Scale;

        public int Height => (Rows + Step - 1) / Step * Scale;

        public string Note => Step == 1 ? "" : $"1 of {Step}x{Step} shown";

        public static MapSize Of(int rows, int columns)
        {
            // A single value is drawn as a small square, so that it does not look like a map.
            int extent = Math.Max(Math.Max(rows, columns), 2);
            return new MapSize(rows, columns, Math.Max(1, Side / extent), (extent + MaxPixels - 1) / MaxPixels);
        }
    }
}
