namespace EdgeConv.Hardware.Wiring;

/// <summary>
/// Positions of pins and drawings of circuit symbols (IEC 60617). Without rotation, the first of two pins is at the left.
/// </summary>
internal static class Symbol
{
    private const double Half = 30;
    private const string Body = "#fff3d6";

    /// <summary>Returns the pins of a part's symbol, with their offsets from its center in pixels.</summary>
    /// <exception cref="UserException">There is no such symbol.</exception>
    public static IEnumerable<(string Name, Point Offset)> Pins(Part part)
    {
        (string Name, Point Offset)[] Two(string first, string second) => [(first, Turn(part, -Half, 0)), (second, Turn(part, Half, 0))];
        return part.Symbol switch
        {
            "resistor" or "capacitor" => Two("1", "2"),
            "electrolytic" or "motor" => Two("+", "-"),
            "led" or "diode" => Two("A", "K"),
            "mosfet" => [("G", new(-40, 0)), ("D", new(0, -40)), ("S", new(0, 40))],
            _ => throw new UserException($"{part.Id}: there is no symbol {part.Symbol}"),
        };
    }

    public static void Draw(Picture picture, Part part)
    {
        switch (part.Symbol)
        {
            case "resistor":
                Leads(picture, part, 20);
                Area(picture, part, Body, (-20, -9), (20, -9), (20, 9), (-20, 9));
                break;
            case "capacitor" or "electrolytic":
                Leads(picture, part, 4);
                Line(picture, part, 3, (-4, -14), (-4, 14));
                Line(picture, part, 3, (4, -14), (4, 14));
                if (part.Symbol == "capacitor") break;
                // The plus sign is not rotated with the symbol.
                Point plus = At(part, -12, -11);
                picture.Add(new Polyline([new(plus.X - 4, plus.Y), new(plus.X + 4, plus.Y)], Picture.Ink, 1.6));
                picture.Add(new Polyline([new(plus.X, plus.Y - 4), new(plus.X, plus.Y + 4)], Picture.Ink, 1.6));
                break;
            case "led" or "diode":
                Leads(picture, part, 11);
                Area(picture, part, part.Symbol == "led" ? "#e53935" : Picture.Ink, (-11, -12), (-11, 12), (11, 0));
                Line(picture, part, 3, (11, -12), (11, 12));
                foreach (double x in part.Symbol == "led" ? (double[])[-2, 9] : []) Arrow(picture, part, x, -17);
                break;
            case "motor":
                Leads(picture, part, 20);
                Point center = At(part, 0, 0);
                picture.Add(new Circle(center.X, center.Y, 20, Body, Picture.Ink, 1.8));
                picture.Text(center.X, center.Y + 6, "M", 16, Anchor.Middle, bold: true);
                break;
            case "mosfet":
                Line(picture, part, 1.8, (-40, 0), (-14, 0));
                Line(picture, part, 2.6, (-14, -16), (-14, 16));
                foreach (double y in (double[])[-16, 0, 16]) Line(picture, part, 2.6, (-8, y - 6), (-8, y + 6));
                Line(picture, part, 1.8, (-8, -16), (0, -16), (0, -40));
                Line(picture, part, 1.8, (-8, 16), (0, 16), (0, 40));
                Line(picture, part, 1.8, (-8, 0), (0, 0), (0, 16));
                Area(picture, part, Picture.Ink, (-8, 0), (0, -4), (0, 4));
                break;
        }
    }

    private static void Leads(Picture picture, Part part, double from)
    {
        Line(picture, part, 1.8, (-Half, 0), (-from, 0));
        Line(picture, part, 1.8, (from, 0), (Half, 0));
    }

    private static void Arrow(Picture picture, Part part, double x, double y)
    {
        Line(picture, part, 1.6, (x, y), (x + 9, y - 9));
        Area(picture, part, Picture.Ink, (x + 11, y - 11), (x + 4, y - 8), (x + 8, y - 4));
    }

    private static void Line(Picture picture, Part part, double width, params (double X, double Y)[] points) =>
        picture.Add(new Polyline([.. points.Select(point => At(part, point.X, point.Y))], Picture.Ink, width));

    private static void Area(Picture picture, Part part, string fill, params (double X, double Y)[] points) =>
        picture.Add(new Polygon([.. points.Select(point => At(part, point.X, point.Y))], fill, Picture.Ink, 1.8));

    private static Point At(Part part, double x, double y)
    {
        Point offset = Turn(part, x, y);
        return new Point(part.At[0] + offset.X, part.At[1] + offset.Y);
    }

    private static Point Turn(Part part, double x, double y) => part.Turn switch
    {
        0 => new Point(x, y),
        90 => new Point(-y, x),
        180 => new Point(-x, -y),
        270 => new Point(y, -x),
        _ => throw new UserException($"{part.Id}: turn must be 0, 90, 180 or 270"),
    };
}
