using System.Text.Json;

namespace EdgeConv.Hardware.Wiring;

/// <summary>What is wired to a board: a file of hardware/wiring. Its pins are names, so that it fits every board.</summary>
/// <param name="Title">What the picture shows.</param>
/// <param name="Note">What to mind, a sentence or two.</param>
/// <param name="Parts">Beside the board, which is always there.</param>
/// <param name="Nets">What is connected.</param>
public sealed record Build(string Title, string Note, IReadOnlyList<Part> Parts, IReadOnlyList<Net> Nets)
{
    /// <summary>The builds of hardware/wiring by their files' names without .json.</summary>
    public static IReadOnlyList<(string Name, Build Build)> All { get; } =
        [.. Resource.Texts(typeof(Build).Assembly, "wiring/").OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => (file.Name, Parse(file.Name + ".json", file.Text)))];

    /// <summary>The build with this name.</summary>
    /// <exception cref="UserException">There is none.</exception>
    public static Build Open(string name) => All.FirstOrDefault(known => known.Name == name).Build
        ?? throw new UserException($"{name}: no such build; there are {string.Join(", ", All.Select(known => known.Name))}");

    /// <summary>Reads the text of a file.</summary>
    /// <exception cref="UserException">No description of a build.</exception>
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

/// <summary>A part.</summary>
/// <param name="Id">Its name in the nets: R1.</param>
/// <param name="Item">Its item in the bill of materials.</param>
/// <param name="Symbol">A drawing of <see cref="Wiring.Symbol"/>, or "box".</param>
/// <param name="At">Centre of the symbol, or top left of a box, in pixels.</param>
/// <param name="Turn">Degrees clockwise: 0 has the first pin at the left, 90 at the top.</param>
/// <param name="Text">What is written beside or into it, a line each.</param>
/// <param name="TextSide">"above", "below", "left" or "right" of a symbol.</param>
/// <param name="Size">Width and height of a box.</param>
/// <param name="Pins">Of a box: each pin's side and its distance from the corner.</param>
public sealed record Part(
    string Id, string Item, string Symbol, double[] At, int Turn = 0, IReadOnlyList<string>? Text = null, string TextSide = "above",
    double[]? Size = null, IReadOnlyDictionary<string, BoxPin>? Pins = null);

/// <summary>A pin of a box.</summary>
/// <param name="Side">"left", "right", "top" or "bottom".</param>
/// <param name="At">Distance from the top or the left corner, in pixels.</param>
public sealed record BoxPin(string Side, double At);

/// <summary>What is connected: wires that touch.</summary>
/// <param name="Name">3V3, GND, 5V, SDA, SCL, PWM, or what it is.</param>
/// <param name="Wires">Each from point to point: a pin as "R1.1" or "board.SDA", or a corner as "x y".</param>
public sealed record Net(string Name, IReadOnlyList<IReadOnlyList<string>> Wires);
