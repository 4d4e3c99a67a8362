namespace EdgeConv.Hardware.Wiring;

/// <summary>The lower right of a wiring picture: what each wire connects, and the parts.</summary>
internal static class WireList
{
    private const double X = 420, Row = 20, LineRow = 15;
    private const int Longest = 44;

    /// <summary>Height it takes.</summary>
    public static double Height(Circuit circuit, BoardFile board) =>
        54 + Rows(circuit, board).Sum(row => Row + (row.Lines.Count - 1) * LineRow) + 40 + Parts(circuit.Build).Count() * 17;

    /// <summary>Draws it.</summary>
    public static void Draw(Picture picture, Circuit circuit, BoardFile board, double y)
    {
        picture.Text(X, y + 24, "Wires", 14, bold: true);
        double at = y + 50;
        foreach ((string net, List<string>? lines) in Rows(circuit, board))
        {
            picture.Add(new Polyline([new(X, at - 4), new(X + 26, at - 4)], WireColors.Of(net), 4));
            picture.Text(X + 36, at, net, 12, bold: true);
            foreach (string line in lines)
            {
                picture.Text(X + 86, at, line, 11);
                at += LineRow;
            }
            at += Row - LineRow;
        }
        picture.Text(X, at + 20, "Parts beside the board", 14, bold: true);
        at += 42;
        foreach (string part in Parts(circuit.Build))
        {
            picture.Text(X, at, part, 11);
            at += 17;
        }
    }

    private static IEnumerable<string> Parts(Build build) => build.Parts.GroupBy(part => part.Item)
        .Select(group => $"{group.Count()} × {group.Key}: {string.Join(", ", group.Select(part => part.Id))}");

    private static IEnumerable<(string Net, List<string> Lines)> Rows(Circuit circuit, BoardFile board)
    {
        foreach ((string net, _) in circuit.Nets)
        {
            List<string> lines = [];
            foreach (string end in circuit.PinsOfNet(net).OrderBy(pin => !pin.StartsWith("board.", StringComparison.Ordinal))
                .Select(pin => Named(circuit.Build, board, pin)))
            {
                if (lines.Count == 0 || lines[^1].Length + end.Length > Longest) lines.Add(end);
                else lines[^1] += " · " + end;
            }
            yield return (net, lines);
        }
    }

    private static string Named(Build build, BoardFile board, string pin)
    {
        (string id, string name) = (pin.Split('.')[0], pin.Split('.')[1]);
        if (id == "board") return "board " + board.Pins.First(known => known.Name == board.Wires[name]).Text;
        return build.Parts.Single(part => part.Id == id).Symbol is "resistor" or "capacitor" ? id : $"{id} {name.Replace('-', '−')}";
    }
}
