namespace EdgeConv.Hardware.Wiring;

/// <summary>Draws the lower right of a wiring picture: the pins that each wire connects, and the parts.</summary>
internal static class WireList
{
    private const double X = 420, Row = 20, LineRow = 15, PartRow = 17;
    private const int MaxLine = 44;

    /// <summary>Returns the height of this part in pixels.</summary>
    public static double Height(Circuit circuit, BoardFile board) => 94 + Parts(circuit.Build).Count() * PartRow
        + circuit.Nets.Sum(net => Row + (Lines(circuit, board, net.Name).Count - 1) * LineRow);

    public static void Draw(Picture picture, Circuit circuit, BoardFile board, double top)
    {
        picture.Text(X, top + 24, "Wires", 14, bold: true);
        double y = top + 50;
        foreach ((string net, _) in circuit.Nets)
        {
            picture.Add(new Polyline([new(X, y - 4), new(X + 26, y - 4)], WireColors.Of(net), 4));
            picture.Text(X + 36, y, net, 12, bold: true);
            foreach (string line in Lines(circuit, board, net))
            {
                picture.Text(X + 86, y, line, 11);
                y += LineRow;
            }
            y += Row - LineRow;
        }
        picture.Text(X, y + 20, "Parts beside the board", 14, bold: true);
        y += 42 - PartRow;
        foreach (string part in Parts(circuit.Build)) picture.Text(X, y += PartRow, part, 11);
    }

    private static IEnumerable<string> Parts(Build build) => build.Parts.GroupBy(part => part.Item)
        .Select(group => $"{group.Count()} × {group.Key}: {string.Join(", ", group.Select(part => part.Id))}");

    // Returns lines with the pins that a net connects, beginning with the board's.
    private static List<string> Lines(Circuit circuit, BoardFile board, string net) => TextLines.Of(
        circuit.PinsOfNet(net).OrderBy(pin => !pin.StartsWith("board.", StringComparison.Ordinal))
            .Select(pin => NameOf(circuit.Build, board, pin)), MaxLine, " · ");

    private static string NameOf(Build build, BoardFile board, string pin)
    {
        (string id, string name) = (pin.Split('.')[0], pin.Split('.')[1]);
        if (id == "board") return "board " + board.PinOf(name).Text;
        return build.Parts.Single(part => part.Id == id).Symbol is "resistor" or "capacitor" ? id : $"{id} {name.Replace('-', '−')}";
    }
}
