using System.Globalization;

namespace EdgeConv.Hardware.Wiring;

/// <summary>
/// A build with the positions of all pins and wires. It is checked, so the picture shows exactly the connections of the nets.
/// </summary>
public sealed class Circuit
{
    /// <summary>Position and size of the board's box in pixels.</summary>
    internal const double BoardX = 232, BoardY = 84, BoardWidth = 152, BoardHeight = 196;

    private static readonly Point s_pwm = new(BoardX + BoardWidth, 120), s_ground = new(BoardX + BoardWidth / 2, BoardY + BoardHeight);

    private static readonly Dictionary<string, Point> s_i2c = new()
    {
        ["3V3"] = new(BoardX, 156), ["SDA"] = new(BoardX, 192), ["SCL"] = new(BoardX, 228), ["PWM"] = s_pwm, ["GND"] = s_ground,
    };

    private static readonly Dictionary<string, Point> s_camera = new()
    {
        ["3V3"] = new(BoardX, 138), ["SCK"] = new(BoardX, 166), ["MISO"] = new(BoardX, 194), ["MOSI"] = new(BoardX, 222),
        ["CS"] = new(BoardX, 250), ["PWM"] = s_pwm, ["GND"] = s_ground,
    };

    // The pin of a second output.
    private static readonly Point s_second = new(BoardX + BoardWidth, 150);

    // Pins of the board that a build without a sensor leaves free.
    private static readonly string[] s_sensorPins = ["board.3V3", "board.SDA", "board.SCL"];

    private readonly Dictionary<string, Point> _pins = [];

    /// <summary>Computes the positions of a build's parts and wires and checks them.</summary>
    /// <param name="name">Name of the build in messages.</param>
    /// <param name="build">The build.</param>
    /// <exception cref="UserException">A wire names no pin or is not straight, a net is not connected, a pin is in no net, or two nets
    /// touch.</exception>
    public Circuit(string name, Build build)
    {
        Build = build;
        Dictionary<string, Point> pins = build.Nets.Any(net => net.Name == "SCK") ? s_camera : s_i2c;
        BoardPins = build.HasSecond ? new Dictionary<string, Point>(pins) { [BoardFileReader.SecondWire] = s_second } : pins;
        foreach ((string wire, Point at) in BoardPins) _pins["board." + wire] = at;
        foreach (Part part in build.Parts)
            foreach ((string pin, Point at) in PinsOf(part)) _pins[$"{part.Id}.{pin}"] = at;
        Nets = [.. build.Nets.Select(net => (net.Name,
            (IReadOnlyList<Point[]>)[.. net.Wires.Select(wire => wire.Select(point => PointOf(name, point)).ToArray())]))];
        Check(name);
    }

    /// <summary>Positions of the board's pins by wire: those of a sensor on I2C or a camera on SPI, and of the outputs.</summary>
    public IReadOnlyDictionary<string, Point> BoardPins { get; }

    /// <summary>The build of this circuit.</summary>
    public Build Build { get; }

    /// <summary>All nets with the corners of their wires.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<Point[]> Wires)> Nets { get; }

    /// <summary>Positions of all pins by name.</summary>
    public IReadOnlyDictionary<string, Point> Pins => _pins;

    /// <summary>Greatest y of a wire in pixels.</summary>
    public double Bottom => Nets.SelectMany(net => net.Wires).SelectMany(wire => wire).Max(point => point.Y);

    /// <summary>Returns the names of the pins that a net connects.</summary>
    public IEnumerable<string> PinsOfNet(string net) =>
        Build.Nets.Single(known => known.Name == net).Wires.SelectMany(wire => wire).Where(point => point.Contains('.')).Distinct();

    /// <summary>Returns the points where three ends of wires meet, or an end meets the middle of a wire.</summary>
    public IEnumerable<(string Net, Point At)> Junctions() =>
        from net in Nets
        from end in net.Wires.SelectMany(wire => new[] { wire[0], wire[^1] }).Distinct()
        where !_pins.ContainsValue(end)
        let ways = Segments(net.Wires).Sum(piece => piece.A == end || piece.B == end ? 1 : Touch(piece, (end, end)) ? 2 : 0)
        where ways > 2
        select (net.Name, end);

    /// <summary>Returns the straight segments of wires.</summary>
    public static IEnumerable<(Point A, Point B)> Segments(IEnumerable<Point[]> wires) => wires.SelectMany(wire => wire.Zip(wire.Skip(1)));

    /// <summary>Returns whether two segments share a point.</summary>
    public static bool Touch((Point A, Point B) one, (Point A, Point B) other)
    {
        static bool Overlap(double a, double b, double c, double d) =>
            Math.Max(Math.Min(a, b), Math.Min(c, d)) <= Math.Min(Math.Max(a, b), Math.Max(c, d));
        return Overlap(one.A.X, one.B.X, other.A.X, other.B.X) && Overlap(one.A.Y, one.B.Y, other.A.Y, other.B.Y);
    }

    internal static IEnumerable<(string Pin, Point At)> PinsOf(Part part)
    {
        double x = part.At[0], y = part.At[1];
        if (part.Symbol != "box") return Symbol.Pins(part).Select(pin => (pin.Name, new Point(x + pin.Offset.X, y + pin.Offset.Y)));
        if (part is not { Size: [var width, var height], Pins: { } pins })
            throw new UserException($"{part.Id}: a box must have a size of two numbers, and pins");
        return pins.Select(pin => (pin.Key, pin.Value.Side switch
        {
            "left" => new Point(x, y + pin.Value.At),
            "right" => new Point(x + width, y + pin.Value.At),
            "top" => new Point(x + pin.Value.At, y),
            "bottom" => new Point(x + pin.Value.At, y + height),
            _ => throw new UserException($"{part.Id}: the side of {pin.Key} must be left, right, top or bottom"),
        }));
    }

    // Returns opposite corners of the area that a part covers without its pins.
    private static (Point, Point) Body(Part part)
    {
        double x = part.At[0], y = part.At[1];
        if (part.Symbol == "box") return (new(x + 1, y + 1), new(x + part.Size![0] - 1, y + part.Size[1] - 1));
        return part.Turn is 90 or 270 ? (new(x - 12, y - 20), new(x + 12, y + 20)) : (new(x - 20, y - 12), new(x + 20, y + 12));
    }

    private Point PointOf(string name, string point)
    {
        if (_pins.TryGetValue(point, out Point at)) return at;
        double[] numbers = [.. point.Split(' ').Select(word =>
            double.TryParse(word, NumberStyles.AllowDecimalPoint, null, out double number) ? number : double.NaN)];
        return numbers is [var x and >= 0, var y and >= 0] ? new Point(x, y)
            : throw new UserException($"{name}: {point} is neither a pin nor a corner \"x y\"");
    }

    private void Check(string name)
    {
        Dictionary<Point, string> netOf = [];
        (string Net, (Point, Point) Piece)[] pieces = [.. from net in Nets from piece in Segments(net.Wires) select (net.Name, piece)];
        foreach ((string net, (Point a, Point b)) in pieces)
            if (a == b || (a.X != b.X && a.Y != b.Y))
                throw new UserException($"{name}: {net}: the wire from {a.X} {a.Y} to {b.X} {b.Y} must be horizontal or vertical");
        foreach ((string net, IReadOnlyList<Point[]> wires) in Nets)
        {
            if (!AreConnected([.. Segments(wires)])) throw new UserException($"{name}: the wires of {net} are not connected");
            foreach (string pin in PinsOfNet(net))
                if (!netOf.TryAdd(_pins[pin], net)) throw new UserException($"{name}: {pin} is in {net} and in {netOf[_pins[pin]]}");
        }
        foreach ((string pin, Point at) in _pins)
            if (!netOf.ContainsKey(at) && !(s_sensorPins.Contains(pin) && Build.Parts.All(part => part.Id != Build.SensorId)))
                throw new UserException($"{name}: {pin} is in no net");
        foreach ((string net, (Point, Point) piece) in pieces)
        {
            if (Build.Parts.FirstOrDefault(part => Touch(piece, Body(part))) is { } part)
                throw new UserException($"{name}: a wire of {net} runs through {part.Id}");
            foreach ((string other, (Point A, Point B) crossed) in pieces)
                if (other != net && Touch(piece, crossed))
                    throw new UserException($"{name}: a wire of {net} crosses one of {other} near {crossed.A.X} {crossed.A.Y}");
        }
    }

    private static bool AreConnected((Point A, Point B)[] pieces)
    {
        HashSet<int> reached = [0];
        Queue<int> open = new(reached);
        while (open.TryDequeue(out int at))
            for (int i = 0; i < pieces.Length; i++)
                if (Touch(pieces[at], pieces[i]) && reached.Add(i)) open.Enqueue(i);
        return reached.Count == pieces.Length;
    }
}
