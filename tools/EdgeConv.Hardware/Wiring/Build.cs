using System.Text.Json;

namespace EdgeConv.Hardware.Wiring;

/// <summary>
/// A circuit to wire to a board: a file of hardware/wiring. It names the board's pins by function, so it fits every board.
/// </summary>
/// <param name="Title">Title of the picture.</param>
/// <param name="Note">Advice for the wiring, in one or two sentences.</param>
/// <param name="Parts">Parts besides the board.</param>
/// <param name="Nets">Connections between pins.</param>
public sealed record Build(string Title, string Note, IReadOnlyList<Part> Parts, IReadOnlyList<Net> Nets)
{
    /// <summary>The builds of hardware/wiring with their files' names without .json.</summary>
    public static IReadOnlyList<(string Name, Build Build)> All { get; } =
        [.. Resource.Texts(typeof(Build).Assembly, "wiring/").OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => (file.Name, Parse(file.Name + ".json", file.Text)))];

    /// <summary>Whether the build has a second output.</summary>
    public bool HasSecond => Nets.Any(net => net.Name == BoardFileReader.SecondWire);

    /// <summary>Whether a board has a pin for each wire of the build.</summary>
    public bool Fits(BoardFile board) =>
        Nets.SelectMany(net => net.Wires).SelectMany(wire => wire).Where(point => point.StartsWith("board.", StringComparison.Ordinal))
            .All(point => board.Wires.ContainsKey(point["board.".Length..]));

    /// <summary>Returns the build with this name.</summary>
    /// <exception cref="UserException">There is no such build.</exception>
    public static Build Open(string name) => All.FirstOrDefault(known => known.Name == name).Build
        ?? throw new UserException($"{name}: there is no such build; give one of {string.Join(", ", All.Select(known => known.Name))}");

    /// <summary>Returns this build with another sensor in place of its AMG88xx, or without a sensor.</summary>
    /// <param name="sensor">amg88xx, mpu6050, mlx90640, arducam-mega or none.</param>
    /// <exception cref="UserException">There is no such sensor.</exception>
    public Build WithSensor(string sensor)
    {
        const string Begin = "AMG88xx and ";
        string output = Title.Replace(Begin, "");
        IEnumerable<Part> others = Parts.Where(part => part.Id != SensorId);
        switch (sensor)
        {
            case "amg88xx":
                return this;
            case "mpu6050":
                return Like(Open("accelerometer"), $"MPU-6050 and {output}", others);
            case "mlx90640":
                return Like(Open("imager"), $"MLX90640 and {output}", others);
            case "arducam-mega":
                return Like(Open("camera"), $"Arducam Mega and {output}", others);
            case "none":
                // The wire of the ground begins at the board.
                string ground = Nets.SelectMany(net => net.Wires).First(wire => wire[0] == "board.GND")[^1];
                return new Build(output[..1].ToUpperInvariant() + output[1..], Note, [.. others], [.. Nets.Select(net =>
                    net.WithSensor(end => net.Name == "GND" ? [[ground, end]] : [])).Where(net => net.Wires.Count > 0)]);
            default:
                throw new UserException($"{sensor}: there is no such sensor; give amg88xx, mpu6050, mlx90640, arducam-mega or none");
        }
    }

    // This build with the sensor of another: its part, and its wires in place of those of the sensor here.
    private Build Like(Build other, string title, IEnumerable<Part> others)
    {
        IEnumerable<Net> shared = Nets.Select(net => net.WithSensor(end => other.Nets.Where(known => known.Name == net.Name)
            .SelectMany(known => known.Wires).Where(Net.IsOfSensor).Select(wire => wire.Count < 3 ? wire : [.. wire.SkipLast(1), end])));
        IEnumerable<Net> own = other.Nets.Where(net => net.Wires.All(Net.IsOfSensor) && Nets.All(known => known.Name != net.Name));
        return new Build(title, Note, [.. other.Parts.Where(part => part.Id == SensorId), .. others],
            [.. shared.Take(1), .. own, .. shared.Skip(1).Where(net => net.Wires.Count > 0)]);
    }

    // The part that is the sensor in every build.
    internal const string SensorId = "U1";

    /// <summary>Parses the text of a file.</summary>
    /// <param name="name">Name of the file in messages.</param>
    /// <param name="text">Content of the file, JSON.</param>
    /// <exception cref="UserException">The text is not a build.</exception>
    public static Build Parse(string name, string text)
    {
        try
        {
            return StrictJson.Read<Build>(text);
        }
        catch (JsonException failure)
        {
            throw new UserException($"{name}: {failure.Message}");
        }
    }
}

/// <summary>A part of a build.</summary>
/// <param name="Id">Name of the part in the nets, e.g. R1.</param>
/// <param name="Item">Item in the bill of materials.</param>
/// <param name="Symbol">Name of a <see cref="Wiring.Symbol"/>, or "box".</param>
/// <param name="At">Center of the symbol, or top left of a box, in pixels.</param>
/// <param name="Turn">Rotation of the symbol in degrees clockwise: 0 has the first pin at the left, 90 at the top.</param>
/// <param name="Text">Lines of text beside a symbol or inside a box.</param>
/// <param name="TextSide">Position of the text: "above", "below", "left" or "right" of a symbol.</param>
/// <param name="Size">Width and height of a box in pixels.</param>
/// <param name="Pins">Pins of a box, each with its side and its distance from the corner.</param>
public sealed record Part(
    string Id, string Item, string Symbol, double[] At, int Turn = 0, IReadOnlyList<string>? Text = null, string TextSide = "above",
    double[]? Size = null, IReadOnlyDictionary<string, BoxPin>? Pins = null);

/// <summary>A pin of a box.</summary>
/// <param name="Side">Side of the box: "left", "right", "top" or "bottom".</param>
/// <param name="At">Distance from the top or the left corner, in pixels.</param>
public sealed record BoxPin(string Side, double At);

/// <summary>A net: connected wires.</summary>
/// <param name="Name">Name of the net: 3V3, GND, 5V, SDA, SCL, PWM or another.</param>
/// <param name="Wires">Wires, each a list of points: a pin as "R1.1" or "board.SDA", or a corner as "x y".</param>
public sealed record Net(string Name, IReadOnlyList<IReadOnlyList<string>> Wires)
{
    /// <summary>Returns whether a wire leads to the sensor.</summary>
    internal static bool IsOfSensor(IReadOnlyList<string> wire) =>
        wire.Any(point => point.StartsWith(Build.SensorId + ".", StringComparison.Ordinal));

    /// <summary>Returns the net with other wires in place of those that lead to the sensor.</summary>
    /// <param name="wires">Returns the other wires of a wire that ends at a point.</param>
    internal Net WithSensor(Func<string, IEnumerable<IReadOnlyList<string>>> wires) =>
        this with { Wires = [.. Wires.SelectMany(wire => IsOfSensor(wire) ? wires(wire[^1]) : [wire])] };
}
