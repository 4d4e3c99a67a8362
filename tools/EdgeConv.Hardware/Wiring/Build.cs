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

    /// <summary>Returns the build with this name.</summary>
    /// <exception cref="UserException">There is no such build.</exception>
    public static Build Open(string name) => All.FirstOrDefault(known => known.Name == name).Build
        ?? throw new UserException($"{name}: there is no such build; give one of {string.Join(", ", All.Select(known => known.Name))}");

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
public sealed record Net(string Name, IReadOnlyList<IReadOnlyList<string>> Wires);
