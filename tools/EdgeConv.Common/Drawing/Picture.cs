namespace EdgeConv.Common.Drawing;

/// <summary>A picture as a list of shapes, in pixels from the top left. It is written as .svg and drawn as .png alike.</summary>
/// <param name="width">Width in pixels.</param>
/// <param name="height">Height in pixels.</param>
/// <param name="title">What it shows, for readers that cannot see it.</param>
public sealed class Picture(double width, double height, string title)
{
    /// <summary>Colour of text and outlines.</summary>
    public const string Ink = "#1f2933";

    /// <summary>Colour of what matters less.</summary>
    public const string Soft = "#4a5561";

    /// <summary>Colour behind everything: the picture is a card of its own, readable on a light page and on a dark one.</summary>
    public const string Paper = "#fdfcf9";

    private readonly List<Shape> _shapes = [];

    /// <summary>Width in pixels.</summary>
    public double Width { get; } = width;

    /// <summary>Height in pixels.</summary>
    public double Height { get; } = height;

    /// <summary>What it shows.</summary>
    public string Title { get; } = title;

    /// <summary>All shapes, from back to front.</summary>
    public IReadOnlyList<Shape> Shapes => _shapes;

    /// <summary>Adds a shape in front of the others.</summary>
    public void Add(Shape shape) => _shapes.Add(shape);

    /// <summary>Adds a line of text in front of the others.</summary>
    /// <param name="x">Where the text is anchored.</param>
    /// <param name="y">Its base line.</param>
    /// <param name="text">The text.</param>
    /// <param name="size">Size of the font in pixels.</param>
    /// <param name="anchor">Which part of the text stands at <paramref name="x"/>.</param>
    /// <param name="bold">Whether it is bold.</param>
    /// <param name="color">Its colour.</param>
    public void Text(double x, double y, string text, double size = 13, Anchor anchor = Anchor.Start, bool bold = false,
        string color = Ink) =>
        Add(new Label(x, y, text, size, anchor, bold, color));
}

/// <summary>Which part of a text stands at its point.</summary>
public enum Anchor
{
    /// <summary>Its start.</summary>
    Start,

    /// <summary>Its middle.</summary>
    Middle,

    /// <summary>Its end.</summary>
    End,
}

/// <summary>A shape. A colour is "#rrggbb", a variable of the pages' stylesheet, e.g. "var(--ink)", or "none".</summary>
/// <param name="Fill">Colour of the inside.</param>
/// <param name="Stroke">Colour of the outline.</param>
/// <param name="StrokeWidth">Width of the outline in pixels.</param>
public abstract record Shape(string Fill, string Stroke, double StrokeWidth);

/// <summary>Straight lines from point to point.</summary>
/// <param name="Points">At least one.</param>
/// <param name="Color">Colour of the line.</param>
/// <param name="Width">Width of the line in pixels.</param>
public sealed record Polyline(IReadOnlyList<Point> Points, string Color, double Width) : Shape("none", Color, Width);

/// <summary>A filled area with straight edges.</summary>
/// <param name="Points">Its corners.</param>
/// <param name="Fill">Colour of the inside.</param>
/// <param name="Stroke">Colour of the outline.</param>
/// <param name="StrokeWidth">Width of the outline in pixels.</param>
public sealed record Polygon(IReadOnlyList<Point> Points, string Fill, string Stroke, double StrokeWidth)
    : Shape(Fill, Stroke, StrokeWidth);

/// <summary>A rectangle with round corners.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Radius">Radius of the corners in pixels.</param>
/// <param name="Fill">Colour of the inside.</param>
/// <param name="Stroke">Colour of the outline.</param>
/// <param name="StrokeWidth">Width of the outline in pixels.</param>
public sealed record Box(double X, double Y, double Width, double Height, double Radius, string Fill, string Stroke, double StrokeWidth)
    : Shape(Fill, Stroke, StrokeWidth);

/// <summary>A circle.</summary>
/// <param name="X">Its middle.</param>
/// <param name="Y">Its middle.</param>
/// <param name="Radius">Radius in pixels.</param>
/// <param name="Fill">Colour of the inside.</param>
/// <param name="Stroke">Colour of the outline.</param>
/// <param name="StrokeWidth">Width of the outline in pixels.</param>
public sealed record Circle(double X, double Y, double Radius, string Fill, string Stroke, double StrokeWidth)
    : Shape(Fill, Stroke, StrokeWidth);

/// <summary>A line of text on its base line.</summary>
/// <param name="X">Where the text is anchored.</param>
/// <param name="Y">Its base line.</param>
/// <param name="Text">The text.</param>
/// <param name="Size">Size of the font in pixels.</param>
/// <param name="Anchor">Which part of the text stands at X.</param>
/// <param name="Bold">Whether it is bold.</param>
/// <param name="Color">Its colour.</param>
public sealed record Label(double X, double Y, string Text, double Size, Anchor Anchor, bool Bold, string Color) : Shape(Color, "none", 0)
{
    /// <summary>The room it takes, for the widest of common fonts: left, top, right, bottom.</summary>
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
