using EdgeConv.Common.Drawing;
using SkiaSharp;

namespace EdgeConv.Simulation.Report;

/// <summary>Draws maps/NNN-label.png: a frame and the maps of every drawn layer on one sheet, with a square for each value.</summary>
public sealed class MapSheet
{
    private const int Side = 112, Gap = 20, Margin = 24, Title = 20, Caption = 13, Top = Margin + 48, LineHeight = 18;
    private const int MaxChannels = 16, MinWidth = 760;
    private static readonly SKColor s_paper = new(0xFC, 0xFB, 0xF8), s_ink = new(0x22, 0x2A, 0x35), s_faint = new(0x6B, 0x72, 0x80),
        s_edge = new(0xD5, 0xD2, 0xCA);

    // Colors of the channels of a window, as on the pages.
    private static readonly SKColor[] s_curves = [.. new[] { "conv", "pool", "dense", "depthwise", "mix", "other" }
        .Select(name => SKColor.Parse(HtmlPage.LightColor(name)))];

    private readonly SimulationRun _run;
    private readonly RunAnswer _answer;
    private readonly (int Min, int Max) _windowRange;
    private readonly Column[] _columns;
    private readonly MapSize _inputSize;
    private readonly string _inputTitle;
    private readonly int _inputWidth, _mapsTop, _rowHeight, _width, _height;

    /// <summary>Computes the layout and the color scales, which are the same for all sheets of a run.</summary>
    public MapSheet(SimulationRun run)
    {
        (_run, _answer) = (run, new RunAnswer(run));
        _windowRange = (run.Frames.Min(frame => frame.Values.Min()), run.Frames.Max(frame => frame.Values.Max()));
        _inputSize = MapSize.Of(run.Recording.Format.Height, run.Recording.Format.Width);
        _inputTitle = run.Recording.DrawnChannels is { Length: > 0 } drawn && !IsWindow ? "input, " + drawn : "input";
        _inputWidth = WidthOf(_inputSize, [_inputTitle, _inputSize.Note]);
        _columns = [.. Enumerable.Range(0, run.Model.LayerCount).Select(i => ColumnOf(run, i))];
        _mapsTop = Top + 20 + (_columns.Any(column => column.Note.Length > 0) ? LineHeight : 0);
        _rowHeight = _columns.Select(column => column.Size.Height).Append(Side).Max() + 26;
        int rows = _columns.Select(column => Math.Min(column.Layer.Output.Channels, MaxChannels)).Append(1).Max();
        int title = run.Frames.Max(frame => TextFont.Width(TitleOf(frame), Title));
        _width = Math.Max(2 * Margin + Math.Max(title, _inputWidth + _columns.Sum(column => Gap + column.Width)), MinWidth);
        _height = _mapsTop + 4 + Math.Max(rows * _rowHeight, _inputSize.Height + 26) + Margin / 2;
    }

    /// <summary>Returns the file name of a frame's sheet, such as "007-wave.png".</summary>
    public static string FileName(FrameRecord frame) => $"{frame.Index:000}-{Printable.FileName(frame.Label)}.png";

    /// <summary>Draws one frame's sheet as a PNG.</summary>
    public byte[] Draw(FrameRecord frame)
    {
        PixelPicture picture = new(_width, _height, s_paper);
        picture.Text(Margin, Margin, Title, s_ink, TitleOf(frame));
        picture.Text(Margin, Top, Caption, s_faint, _inputTitle);
        if (IsWindow) Window(picture, frame.Values);
        else Map(picture, Margin, _mapsTop, _inputSize, cell => InputColor(frame.Values, cell));
        picture.Text(Margin, _mapsTop + _inputSize.Height + 4, Caption, s_faint, _inputSize.Note);
        int left = Margin + _inputWidth + Gap;
        for (int i = 0; i < _columns.Length; i++)
        {
            DrawColumn(picture, left, _columns[i], frame.Layers?[i]);
            left += _columns[i].Width + Gap;
        }
        return picture.ToPng();
    }

    // Frames of a window of few channels are drawn as curves.
    private bool IsWindow => _inputSize.IsLine && !_run.Recording.IsPicture && _run.Recording.Format.Channels <= s_curves.Length;

    private string TitleOf(FrameRecord frame)
    {
        string label = Printable.Text(frame.Label, 16), state = frame.Reason == GuardReason.None ? "" : $", {RunText.State(frame.Reason)}";
        string answer = _answer.ClassOf(frame) is null ? _answer.Of(frame) : $"{_answer.Of(frame)}, {_answer.OutputOf(frame)}";
        return $"frame {frame.Index} at {frame.Microseconds / 1e6:0.0##} s, {label}: {answer}{state}";
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
        Math.Max(Math.Max(Side, size.Width), texts.Max(text => TextFont.Width(text, Caption)) + Gap);

    private void DrawColumn(PixelPicture picture, int left, Column column, sbyte[]? values)
    {
        picture.Text(left, Top, Caption, s_faint, column.Title);
        picture.Text(left, Top + LineHeight, Caption, s_faint, column.Note);
        TensorInfo info = column.Layer.Output;
        double scale = Math.Max(column.Range.Max, -column.Range.Min);
        for (int channel = 0; channel < Math.Min(info.Channels, MaxChannels); channel++)
        {
            int y = _mapsTop + channel * _rowHeight, k = channel;
            if (column.Size.IsLine && values is not null)
                Curve(picture, left, y, column, [.. Enumerable.Range(0, info.Height * info.Width)
                    .Select(i => (double)values[i * info.Channels + k] - info.ZeroPoint)]);
            else Map(picture, left, y, column.Size, cell => values is null ? s_edge
                : ColorRamp.Signed((values[cell * info.Channels + k] - info.ZeroPoint) / scale));
            string name = column.Layer.ChannelNames is { } names ? names[channel] : info.Channels > 1 ? $"{channel}" : "";
            if (info.Height == 1 && info.Width == 1 && values != null) name += $" {values[k] - info.ZeroPoint}";
            picture.Text(left, y + Math.Max(Side, column.Size.Height) + 4, Caption, s_faint, $"{name} {column.Size.Note}".Trim());
        }
    }

    private void Window(PixelPicture picture, short[] values)
    {
        int channels = _run.Recording.Format.Channels;
        double span = Math.Max(1, _windowRange.Max - _windowRange.Min);
        Frame(picture, Margin, _mapsTop, _inputSize);
        for (int c = 0; c < channels; c++)
            picture.Curve(Margin, _mapsTop, _inputSize.Width, _inputSize.Height,
                [.. values.Where((_, i) => i % channels == c).Select(value => (value - _windowRange.Min) / span)], s_curves[c]);
    }

    private static void Curve(PixelPicture picture, int left, int top, Column column, double[] values)
    {
        (int min, int max) = column.Range;
        Frame(picture, left, top, column.Size);
        double Level(double value) => (value - min) / (max - min);
        picture.Curve(left, top, column.Size.Width, column.Size.Height, [Level(0), Level(0)], s_edge);
        picture.Curve(left, top, column.Size.Width, column.Size.Height, [.. values.Select(Level)], s_curves[0]);
    }

    private static void Frame(PixelPicture picture, int left, int top, MapSize size)
    {
        picture.Fill(left - 1, top - 1, size.Width + 2, size.Height + 2, s_edge);
        picture.Fill(left, top, size.Width, size.Height, SKColors.White);
    }

    // Pictures keep their colors. The minimum of a small sensor is white and its maximum black.
    private SKColor InputColor(short[] values, int cell)
    {
        FrameFormat format = _run.Recording.Format;
        int first = cell * format.Channels;
        double Fraction(int at) => (values[at] - format.Minimum) / (double)(format.Maximum - format.Minimum);
        byte Byte(int at) => (byte)Math.Clamp(_run.Recording.IsPicture ? values[at] : Math.Round(Fraction(at) * 255), 0, 255);
        if (format.Channels == 3) return new(Byte(first), Byte(first + 1), Byte(first + 2));
        return _run.Recording.IsMinimumBlack ? new(Byte(first), Byte(first), Byte(first)) : ColorRamp.Grey(Fraction(first));
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

        /// <summary>Whether it is a row or a column of values, which is drawn as a curve.</summary>
        public bool IsLine => (Rows == 1) != (Columns == 1) && Rows * Columns > 2;

        public int Width => IsLine ? MaxPixels : (Columns + Step - 1) / Step * Scale;

        public int Height => IsLine ? Side : (Rows + Step - 1) / Step * Scale;

        public string Note => Step == 1 || IsLine ? "" : $"1 of {Step}x{Step} shown";

        public static MapSize Of(int rows, int columns)
        {
            // A single value is drawn as a small square, so that it does not look like a map.
            int extent = Math.Max(Math.Max(rows, columns), 2);
            return new MapSize(rows, columns, Math.Max(1, Side / extent), (extent + MaxPixels - 1) / MaxPixels);
        }
    }
}
