using System.Globalization;

namespace EdgeConv.Hardware.Wiring;

/// <summary>A build with the places of all its pins and wires, checked: what the picture shows is what is connected.</summary>
public sealed class Circuit
{
    /// <summary>The board's box.</summary>
    internal const double BoardX = 232, BoardY = 84, BoardWidth = 152, BoardHeight = 196;

    private readonly Dictionary<string, Point> _pins = [];

    /// <summary>Places and checks a build.</summary>
    /// <param name="name">What a message calls it.</param>
    /// <param name="build">Parts and nets.</param>
    /// <exception cref="UserException">A name that is no pin, a wire that is not straight, a net in pieces, a pin left over, or nets that
    /// touch.</exception>
    public Circuit(string name, Build build)
    {
        Build = build;
        foreach ((string wire, Point at) in BoardPins) _pins["board." + wire] = at;
        foreach (Part part in build.Parts)
            foreach ((string pin, Point at) in PinsOf(part)) _pins[$"{part.Id}.{pin}"] = at;
        Nets = [.. build.Nets.Select(net => (net.Name, (IReadOnlyList<IReadOnlyList<Point>>)[
            .. net.Wires.Select(wire => (IReadOnlyList<Point>)[.. wire.Select(point => PointOf(name, point))])]))];
        Check(name);
    }

    /// <summary>Where the board's pins are drawn.</summary>
    public static IReadOnlyDictionary<string, Point> BoardPins { get; } = new Dictionary<string, Point>
    {
        ["3V3"] = new(BoardX, 156), ["SDA"] = new(BoardX, 192), ["SCL"] = new(BoardX, 228), ["PWM"] = new(BoardX + BoardWidth, 120),
        ["GND"] = new(BoardX + BoardWidth / 2, BoardY + BoardHeight),
    };

    /// <summary>What it is made from.</summary>
    public Build Build { get; }

    /// <summary>Every net with its wires as corners.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<IReadOnlyList<Point>> Wires)> Nets { get; }

    /// <summary>Every pin and its place.</summary>
    public IReadOnlyDictionary<string, Point> Pins => _pins;

    /// <summary>Names of the pins that a net connects.</summary>
    public IEnumerable<string> PinsOfNet(string net) =>
        Build.Nets.Single(known => known.Name == net).Wires.SelectMany(wire => wire).Where(point => point.Contains('.')).Distinct();

    /// <summary>Places where three ends of wires meet, or an end meets the middle of a wire.</summary>
    public IEnumerable<(string Net, Point At)> Junctions()
    {
        foreach ((string name, IReadOnlyList<IReadOnlyList<Point>>? wires) in Nets)
        {
            foreach (Point end in wires.SelectMany(wire => new[] { wire[0], wire[^1] }).Distinct().Where(end => !_pins.ContainsValue(end)))
            {
                int ways = Segments(wires).Sum(segment => segment.A == end || segment.B == end ? 1 : Holds(segment, end) ? 2 : 0);
                if (ways > 2) yield return (name, end);
            }
        }
    }

    /// <summary>The straight pieces of wires.</summary>
    public static IEnumerable<(Point A, Point B)> Segments(IEnumerable<IReadOnlyList<Point>> wires) =>
        wires.SelectMany(wire => wire.Zip(wire.Skip(1)));

    /// <summary>True where two pieces share a point.</summary>
    public static bool Touch((Point A, Point B) one, (Point A, Point B) other) =>
        Math.Max(Math.Min(one.A.X, one.B.X), Math.Min(other.A.X, other.B.X)) <= Math.Min(Math.Max(one.A.X, one.B.X),
            Math.Max(other.A.X, other.B.X))
        && Math.Max(Math.Min(one.A.Y, one.B.Y), Math.Min(other.A.Y, other.B.Y)) <= Math.Min(Math.Max(one.A.Y, one.B.Y),
            Math.Max(other.A.Y, other.B.Y));

    internal static IEnumerable<(string Pin, Point At)> PinsOf(Part part)
    {
        if (part.Symbol != "box")
            return Symbol.Pins(part).Select(pin => (pin.Key, new Point(part.At[0] + pin.Value.X, part.At[1] + pin.Value.Y)));
        if (part is not { Size: [var width, var height], Pins: { } pins })
            throw new UserException($"{part.Id}: a box has a size of two numbers and pins");
        return pins.Select(pin => (pin.Key, pin.Value.Side switch
        {
            "left" => new Point(part.At[0], part.At[1] + pin.Value.At),
            "right" => new Point(part.At[0] + width, part.At[1] + pin.Value.At),
            "top" => new Point(part.At[0] + pin.Value.At, part.At[1]),
            "bottom" => new Point(part.At[0] + pin.Value.At, part.At[1] + height),
            _ => throw new UserException($"{part.Id}: the side of {pin.Key} is left, right, top or bottom"),
        }));
    }

    // Opposite corners of what a part covers, within its pins.
    private static (Point, Point) Body(Part part)
    {
        double x = part.At[0], y = part.At[1];
        if (part.Symbol == "box") return (new(x + 1, y + 1), new(x + part.Size![0] - 1, y + part.Size[1] - 1));
        return part.Turn is 90 or 270 ? (new(x - 12, y - 20), new(x + 12, y + 20)) : (new(x - 20, y - 12), new(x + 20, y + 12));
    }

    private static bool Holds((Point A, Point B) segment, Point point) => Touch(segment, (point, point));

    private Point PointOf(string name, string point)
    {
        if (_pins.TryGetValue(point, out Point at)) return at;
        string[] numbers = point.Split(' ');
        if (numbers.Length == 2 && double.TryParse(numbers[0], NumberStyles.AllowDecimalPoint, null, out double x)
            && double.TryParse(numbers[1], NumberStyles.AllowDecimalPoint, null, out double y))
            return new Point(x, y);
        throw new UserException($"{name}: {point} is neither a pin nor a corner \"x y\"");
    }

    private void Check(string name)
    {
        Dictionary<Point, string> netOf = [];
        foreach ((string net, IReadOnlyList<IReadOnlyList<Point>>? wires) in Nets)
        {
            foreach ((Point a, Point b) in Segments(wires))
                if (a == b || (a.X != b.X && a.Y != b.Y))
                    throw new UserException($"{name}: {net}: the wire from {a.X} {a.Y} to {b.X} {b.Y} is neither level nor upright");
            Connected(name, net, [.. Segments(wires)]);
            foreach (string pin in PinsOfNet(net))
                if (!netOf.TryAdd(_pins[pin], net)) throw new UserException($"{name}: {pin} is in {net} and in {netOf[_pins[pin]]}");
        }
        foreach ((string pin, Point at) in _pins)
            if (!netOf.ContainsKey(at)) throw new UserException($"{name}: {pin} is in no net");
        foreach ((string net, IReadOnlyList<IReadOnlyList<Point>>? wires) in Nets)
            foreach ((Point a, Point b) in Segments(wires))
                foreach (Part part in Build.Parts)
                    if (Touch((a, b), Body(part))) throw new UserException($"{name}: a wire of {net} runs through {part.Id}");
        for (int i = 0; i < Nets.Count; i++)
            for (int j = i + 1; j < Nets.Count; j++)
                foreach ((Point A, Point B) one in Segments(Nets[i].Wires))
                    foreach ((Point A, Point B) other in Segments(Nets[j].Wires))
                        if (Touch(one, other)) throw new UserException(
                            $"{name}: a wire of {Nets[i].Name} crosses one of {Nets[j].Name} near {other.A.X} {other.A.Y}");
    }

    private static void Connected(string name, string net, (Point A, Point B)[] segments)
    {
        HashSet<int> reached = [0];
        Queue<int> open = new(reached);
        while (open.TryDequeue(out int at))
            for (int i = 0; i < segments.Length; i++)
                if (Touch(segments[at], segments[i]) && reached.Add(i)) open.Enqueue(i);
        if (reached.Count < segments.Length) throw new UserException($"{name}: {net} is in pieces");
    }
}
