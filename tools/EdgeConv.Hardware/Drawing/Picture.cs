namespace EdgeConv.Hardware.Drawing;

/// <summary>A picture as a list of shapes, in pixels from the top left: what is written as .svg and drawn as .png alike.</summary>
/// <param name="width">Width in pixels.</param>
/// <param name="height">Height in pixels.</param>
/// <param name="title">What it shows, for readers that cannot see it.</param>
public sealed class Picture(double width, double height, string title)
{
    /// <summary>Colour of what is not a wire.</summary>
    public const string Ink = "#1f2933";

    /// <summary>Colour of what matters less.</summary>
    public const string Soft = "#4a5561";

    /// <summary>Colour behind everything: the picture is a card of its own, to be read on a light page and a dark one.</summary>
    public const string Paper = "#fdfcf9";

    private readonly List<Shape> _shapes = [];

    /// <summary>Width in pixels.</summary>
    public double Width { get; } = width;

    /// <summary>Height in pixels.</summary>
    public double Height { get; } = height;

    /// <summary>What it shows.</summary>
    public string Title { get; } = title;

    /// <summary>From back to front.</summary>
    public IReadOnlyList<Shape> Shapes => _shapes;

    /// <summary>Adds a shape in front of the others.</summary>
    public void Add(Shape shape) => _shapes.Add(shape);

    /// <summary>Adds a line of text.</summary>
    public void Text(double x, double y, string text, double size = 13, Anchor anchor = Anchor.Start, bool bold = false,
        string color = Ink) =>
        Add(new Label(x, y, text, size, anchor, bold, color));
}

/// <summary>Which end of a text stands at its point.</summary>
public enum Anchor
{
    /// <summary>It begins there.</summary>
    Start,

    /// <summary>It is centred there.</summary>
    Middle,

    /// <summary>It ends there.</summary>
    End,
}

/// <summary>A shape; colours are #rrggbb or "none".</summary>
public abstract record Shape;

/// <summary>Straight lines from point to point.</summary>
public sealed record Polyline(IReadOnlyList<Point> Points, string Color, double Width) : Shape;

/// <summary>A filled area with straight edges.</summary>
public sealed record Polygon(IReadOnlyList<Point> Points, string Fill, string Stroke, double StrokeWidth) : Shape;

/// <summary>A rectangle with round corners.</summary>
public sealed record Box(double X, double Y, double Width, double Height, double Radius, string Fill, string Stroke, double StrokeWidth)
    : Shape;

/// <summary>A circle.</summary>
public sealed record Circle(double X, double Y, double Radius, string Fill, string Stroke, double StrokeWidth) : Shape;

/// <summary>A line of text on its base line.</summary>
public sealed record Label(double X, double Y, string Text, double Size, Anchor Anchor, bool Bold, string Color) : Shape
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
public readonly record struct Point(double X, double Y);
