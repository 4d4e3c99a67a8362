namespace EdgeConv.Hardware.Wiring;

/// <summary>Draws the lower left of a wiring picture: the board's headers, with the pins in use.</summary>
internal static class BoardPinsPicture
{
    private const double Row = 16, Top = 34, LeftColumn = 150, RightColumn = 250;
    private const int MaxLine = 56;

    /// <summary>Returns the height of this part in pixels.</summary>
    public static double Height(BoardFile board) => Top + 52 + Rows(board) * Row + About(board).Count * 15;

    public static void Draw(Picture picture, Circuit circuit, BoardFile board, double y)
    {
        picture.Text(22, y + 24, "Where on the board", 14, bold: true);
        double top = y + Top;
        picture.Add(new Box(LeftColumn - 14, top + 6, RightColumn - LeftColumn + 28, Rows(board) * Row + 14, 6, "#dcebfa", "#1c4a7d", 1.5));
        foreach (Header header in board.Headers)
        {
            bool left = header.Side == "left";
            double x = left ? LeftColumn : RightColumn;
            if (header.Name.Length > 0)
                picture.Text(x + (left ? 14 : -14), top + 24, header.Name, 11, left ? Anchor.Start : Anchor.End, color: Picture.Soft);
            for (int i = 0; i < header.Pins.Count; i++)
            {
                HeaderPin pin = HeaderPin.Parse(header.Pins[i]);
                string? wire = circuit.BoardPins.Keys.FirstOrDefault(wire => PinOf(circuit, board, wire) == (header, i));
                double at = top + 20 + i * Row;
                string color = wire is null ? "#8b97a5" : WireColors.Of(wire);
                picture.Add(new Circle(x, at, wire is null ? 3.5 : 5.5, wire is null ? "#ffffff" : color, color, 1.5));
                // There is no room for a GPIO beside a long name of a wire.
                string text = wire is "MISO" or "MOSI" or BoardFileReader.SecondWire ? pin.Name : pin.Text;
                string role = wire is null or "3V3" or "GND" ? text : left ? $"{wire}  {text}" : $"{text}  {wire}";
                picture.Text(x + (left ? -20 : 20), at + 4, wire is null ? pin.Name : role, 11, left ? Anchor.End : Anchor.Start,
                    wire is not null, wire is null ? Picture.Soft : Picture.Ink);
            }
        }
        for (int line = 0; line < About(board).Count; line++)
            picture.Text(22, top + Rows(board) * Row + 42 + line * 15, About(board)[line], 11, color: Picture.Soft);
    }

    private static List<string> About(BoardFile board) => TextLines.Of(board.About.Split(' '), MaxLine);

    private static int Rows(BoardFile board) => board.Headers.Max(header => header.Pins.Count);

    // Returns header and row of a wire's pin. If several pins have its name, such as GND, it takes the header with most of the other wires.
    private static (Header Header, int Row) PinOf(Circuit circuit, BoardFile board, string wire) => board.Headers
        .OrderByDescending(header => circuit.BoardPins.Keys.Except(["3V3", "GND"]).Count(other => RowOf(header, board.Wires[other]) >= 0))
        .Select(header => (header, RowOf(header, board.Wires[wire]))).First(pin => pin.Item2 >= 0);

    private static int RowOf(Header header, string pin) => header.Pins.ToList().FindIndex(text => HeaderPin.Parse(text).Name == pin);
}
