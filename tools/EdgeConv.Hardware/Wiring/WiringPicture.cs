namespace EdgeConv.Hardware.Wiring;

/// <summary>Draws a build for a board: the circuit, and below it the board's pins and the list of wires.</summary>
public static class WiringPicture
{
    private const double Width = 830, BelowCircuit = 26, BoxFillRadius = 8;

    /// <summary>Draws the picture.</summary>
    /// <param name="name">Name of the build in messages.</param>
    /// <param name="build">The build.</param>
    /// <param name="board">The board.</param>
    /// <exception cref="UserException">The build is not valid, see <see cref="Circuit"/>.</exception>
    public static Picture Draw(string name, Build build, BoardFile board)
    {
        if (!build.Fits(board)) throw new UserException($"{name}: an {board.Name} has too few free pins for this build");
        Circuit circuit = new(name, build);
        double circuitBottom = circuit.Bottom + BelowCircuit;
        string title = $"{build.Title} on {board.Name}";
        Picture picture = new(Width, circuitBottom + Math.Max(BoardPinsPicture.Height(board), WireList.Height(circuit, board)), title);
        picture.Add(new Box(0.5, 0.5, picture.Width - 1, picture.Height - 1, 12, Picture.Paper, "#cfc9bd", 1));
        picture.Text(22, 40, title, 19, bold: true);
        picture.Text(22, 61, build.Note, 12, color: Picture.Soft);
        foreach ((string net, IReadOnlyList<Point[]> wires) in circuit.Nets)
            foreach (Point[] wire in wires) picture.Add(new Polyline(wire, WireColors.Of(net), 3));
        foreach ((string net, Point at) in circuit.Junctions())
            picture.Add(new Circle(at.X, at.Y, 4.5, WireColors.Of(net), WireColors.Of(net), 0));
        DrawBoard(picture, circuit, board);
        foreach (Part part in build.Parts)
        {
            if (part.Symbol == "box")
            {
                DrawBox(picture, part);
                continue;
            }
            Symbol.Draw(picture, part);
            Beside(picture, part);
        }
        foreach ((string net, _) in circuit.Nets)
            foreach (string pin in circuit.PinsOfNet(net).Where(pin => IsSocket(build, pin)))
                picture.Add(new Circle(circuit.Pins[pin].X, circuit.Pins[pin].Y, 4.5, "#ffffff", WireColors.Of(net), 2.4));
        picture.Add(new Polyline([new(22, circuitBottom), new(Width - 22, circuitBottom)], "#cfc9bd", 1));
        BoardPinsPicture.Draw(picture, circuit, board, circuitBottom);
        WireList.Draw(picture, circuit, board, circuitBottom);
        return picture;
    }

    private static bool IsSocket(Build build, string pin) =>
        pin.StartsWith("board.", StringComparison.Ordinal) || build.Parts.Single(part => part.Id == pin.Split('.')[0]).Symbol == "box";

    private static void DrawBoard(Picture picture, Circuit circuit, BoardFile board)
    {
        picture.Add(new Box(Circuit.BoardX, Circuit.BoardY, Circuit.BoardWidth, Circuit.BoardHeight, BoxFillRadius, "#dcebfa", "#1c4a7d",
            2));
        double middle = Circuit.BoardX + Circuit.BoardWidth / 2;
        picture.Text(middle, Circuit.BoardY + 22, board.Name, board.Name.Length > 16 ? 11.5 : 13, Anchor.Middle, bold: true);
        foreach ((string wire, Point at) in circuit.BoardPins)
        {
            string pin = board.PinOf(wire).Text;
            (Anchor anchor, double dx, double dy) = wire switch
            {
                "PWM" or BoardFileReader.SecondWire => (Anchor.End, -11, 4.5),
                "GND" => (Anchor.Middle, 0, -12),
                _ => (Anchor.Start, 11, 4.5),
            };
            (double x, double y) = (at.X + dx, at.Y + dy);
            picture.Text(x, y, pin, 13, anchor, bold: true);
            string role = wire is "PWM" ? board.Pwm.Function : wire is "3V3" or "GND" ? "" : wire;
            if (role.Length > 0) picture.Text(x, y + 14, role, 11, anchor, color: Picture.Soft);
        }
    }

    private static void DrawBox(Picture picture, Part part)
    {
        double x = part.At[0], y = part.At[1], width = part.Size![0];
        picture.Add(new Box(x, y, width, part.Size[1], BoxFillRadius, "#f1ece1", Picture.Ink, 2));
        // The text is below the names of pins at the top.
        double top = y + (part.Pins!.Values.Any(pin => pin.Side == "top") ? 42 : 21);
        foreach ((int i, string text) in (part.Text ?? []).Index())
            picture.Text(x + width / 2, top + i * 15, i == 0 ? $"{part.Id} {text}" : text, i == 0 ? 13 : 11, Anchor.Middle, i == 0,
                i == 0 ? Picture.Ink : Picture.Soft);
        foreach ((string pin, Point at) in Circuit.PinsOf(part))
        {
            (double dx, double dy, Anchor anchor) = part.Pins![pin].Side switch
            {
                "left" => (11, 4.5, Anchor.Start),
                "right" => (-11, 4.5, Anchor.End),
                "top" => (0, 20, Anchor.Middle),
                _ => (0.0, -11.0, Anchor.Middle),
            };
            picture.Text(at.X + dx, at.Y + dy, pin.Replace('-', '−'), 13, anchor);
        }
    }

    private static void Beside(Picture picture, Part part)
    {
        string[] text = [part.Id, .. part.Text ?? []];
        int lines = text.Length;
        (double x, double y) = (part.At[0], part.At[1]);
        // Distance of the text from the center, along the symbol without rotation and across it.
        (double along, double across) = part.Symbol switch
        {
            "mosfet" => (12.0, 44.0),
            "motor" => (22, 22),
            "led" => (16, part.TextSide == "below" ? 14 : 32),
            _ => (14, 18)
        };
        (double level, double upright) = part.Turn is 90 or 270 ? (across, along) : (along, across);
        for (int i = 0; i < lines; i++)
        {
            double beside = y + 4.5 + (i - (lines - 1) / 2.0) * 14;
            (double left, double baseLine, Anchor anchor) = part.TextSide switch
            {
                "right" => (x + level, beside, Anchor.Start),
                "left" => (x - level, beside, Anchor.End),
                "below" => (x, y + upright + 10 + i * 14, Anchor.Middle),
                _ => (x, y - upright - (lines - 1 - i) * 14, Anchor.Middle),
            };
            picture.Text(left, baseLine, text[i], 12, anchor, bold: i == 0);
        }
    }
}
