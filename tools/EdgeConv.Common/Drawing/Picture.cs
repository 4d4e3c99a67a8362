namespace EdgeConv.Common.Drawing;

/// <summary>A picture as a list of shapes, in pixels from the top left. It can be written as .svg and as .png.</summary>
/// <param name="width">Width in pixels.</param>
/// <param name="height">Height in pixels.</param>
/// <param name="title">Description for readers who cannot see the picture.</param>
public sealed class Picture(double width, double height, string title)
{
    /// <summary>Color of text and outlines.</summary>
    public const string Ink = "#1f2933";

    /// <summary>Color of less important text.</summary>
    public const string Soft = "#4a5561";

    /// <summary>Background color. A picture with this background is readable on a light page and on a dark one.</summary>
    public const string Paper = "#fdfcf9";

    private readonly List<Shape> _shapes = [];

    /// <summary>Width in pixels.</summary>
    public double Width { get; } = width;

    /// <summary>Height in pixels.</summary>
    public double Height { get; } = height;

    /// <summary>Description for readers who cannot see the picture.</summary>
    public string Title { get; } = title;

    /// <summary>All shapes, from back to front.</summary>
    public IReadOnlyList<Shape> Shapes => _shapes;

    /// <summary>Adds a shape in front of the others.</summary>
    public void Add(Shape shape) => _shapes.Add(shape);

    /// <summary>Adds a line of text in front of the others.</summary>
    /// <param name="x">Horizontal position of the anchor, in pixels.</param>
    /// <param name="y">Base line of the text, in pixels from the top.</param>
    /// <param name="text">The text.</param>
    /// <param name="size">Size of the font in pixels.</param>
    /// <param name="anchor">Part of the text that is at <paramref name="x"/>.</param>
    /// <param name="bold">Whether the text is bold.</param>
    /// <param name="color">Color of the text.</param>
    public void Text(double x, double y, string text, double size = 13, Anchor anchor = Anchor.Start, bool bold = false,
        string color = Ink) =>
        Add(new Label(x, y, text, size, anchor, bold, color));
}

/// <summary>Part of a text that is at its position.</summary>
public enum Anchor
{
    /// <summary>The start of the text.</summary>
    Start,

    /// <summary>The middle of the text.</summary>
    Middle,

    /// <summary>The end of the text.</summary>
    End,
}

/// <summary>A shape. A color is "#rrggbb", a variable of the pages' stylesheet, e.g. "var(--ink)", or "none".</summary>
/// <param name="Fill">Color of the inside.</param>
/// <param name="Stroke">Color of the outline.</param>
/// <param name="StrokeWidth">Width of the outline in pixels.</param>
public abstract record Shape(string Fill, string Stroke, double StrokeWidth);

/// <summary>Straight lines from point to point.</summary>
/// <param name="Points">Points; at least one.</param>
/// <param name="Color">Color of the line.</param>
/// <param name="Width">Width of the line in pixels.</param>
public sealed record Polyline(IReadOnlyList<Point> Points, string Color, double Width) : Shape("none", Color, Width);

/// <summary>A filled area with straight edges.</summary>
/// <param name="Points">Corners of the area.</param>
/// <param name="Fill">Color of the inside.</param>
/// <param name="Stroke">Color of the outline.</param>
/// <param name="StrokeWidth">Width of the outline in pixels.</param>
public sealed record Polygon(IReadOnlyList<Point> Points, string Fill, string Stroke, double StrokeWidth)
    : Shape(Fill, Stroke, StrokeWidth);

/// <summary>A rectangle with round corners.</summary>
/// <param name="X">Left edge, in pixels from the left.</param>
/// <param name="Y">Top edge, in pixels from the top.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Radius">Radius of the corners in pixels.</param>
/// <param name="Fill">Color of the inside.</param>
/// <param name="Stroke">Color of the outline.</param>
/// <param name="StrokeWidth">Width of the outline in pixels.</param>
public sealed record Box(double X, double Y, double Width, double Height, double Radius, string Fill, string Stroke, double StrokeWidth)
    : Shape(Fill, Stroke, StrokeWidth);

/// <summary>A circle.</summary>
/// <param name="X">Center, in pixels from the left.</param>
/// <param name="Y">Center, in pixels from the top.</param>
/// <param name="Radius">Radius in pixels.</param>
/// <param name="Fill">Color of the inside.</param>
/// <param name="Stroke">Color of the outline.</param>
/// <param name="StrokeWidth">Width of the outline in pixels.</param>
public sealed record Circle(double X, double Y, double Radius, string Fill, string Stroke, double StrokeWidth)
    : Shape(Fill, Stroke, StrokeWidth);

/// <summary>A line of text on its base line.</summary>
/// <param name="X">Horizontal position of the anchor, in pixels.</param>
/// <param name="Y">Base line of the text, in pixels from the top.</param>
/// <param name="Text">The text.</param>
/// <param name="Size">Size of the font in pixels.</param>
/// <param name="Anchor">Part of the text that is at X.</param>
/// <param name="Bold">Whether the text is bold.</param>
/// <param name="Color">Color of the text.</param>
public sealed record Label(double X, double Y, string Text, double Size, Anchor Anchor, bool Bold, string Color) : Shape(Color, "none", 0)
{
    /// <summary>Edges in pixels of the area that the text needs in the widest of the common fonts.</summary>
    public (double Left, double Top, double Right, double Bottom) Room
    {
        get
        {
            double width = Text.Length * Size * (Bold ? 0.66 : 0.58);
            double left = Anchor switch { Anchor.Start => X, Anchor.Middle => X - width / 2, _ => X - width };
            return (left, Y - 0.78 * Size, left + width, Y + 0.22 * Size);
        }
    }
}

/// <summary>A point in pixels.</summary>
/// <param name="X">From the left.</param>
/// <param name="Y">From the top.</param>
public readonly record struct Point(double X, double Y);
