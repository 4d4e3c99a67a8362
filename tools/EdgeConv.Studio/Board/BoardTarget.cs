using System.Text.RegularExpressions;
using EdgeConv.Board;
using EdgeConv.Firmware.Fakes;

namespace EdgeConv.Studio.Board;

/// <summary>The board that the user wants to be connected to, and how its line is opened.</summary>
/// <param name="Address">Serial port, address on the network, or "virtual".</param>
/// <param name="Open">Opens a line.</param>
/// <param name="Sensor">Sensor of the virtual board; null for other boards and for one without a sensor.</param>
/// <param name="SensorName">One of <see cref="Sensors"/> for a virtual board; else null.</param>
internal sealed partial record BoardTarget(string Address, Func<BoardLine> Open, VirtualSensor? Sensor = null, string? SensorName = null)
{
    /// <summary>Sensors of a virtual board; with "digits" it has none and shows its built-in digits.</summary>
    public static readonly string[] Sensors = [.. SensorType.All.Select(type => type.Name), "digits"];

    private const int MinBaud = 9600, MaxBaud = 921_600, MaxAddress = 200;

    /// <summary>Names a serial port or a board on the network.</summary>
    /// <param name="address">COM5, /dev/ttyUSB0 or tcp://HOST:PORT.</param>
    /// <param name="baud">Bits per second of a serial port.</param>
    /// <param name="key">The board's key as the user typed it; null takes the user's key file.</param>
    /// <param name="remembers">Whether the typed key is added to the user's key file.</param>
    /// <exception cref="UserException">The address is neither, or the key is none.</exception>
    public static BoardTarget Of(string address, int baud, string? key, bool remembers)
    {
        if (BoardAddress.IsNetwork(address) && address.Length <= MaxAddress)
        {
            BoardAddress.Parse(address);
            BoardKeys? typed = string.IsNullOrEmpty(key) ? null : BoardKeys.Typed(key);
            if (typed is null) return new BoardTarget(address, () => BoardAddress.Open(address, baud));
            return new BoardTarget(address, () =>
            {
                BoardLine line = BoardAddress.Open(address, baud, () => typed);
                // The key is right: only now it is worth keeping.
                if (remembers) new BoardKeys(null).Add(address, Convert.FromHexString(key!));
                remembers = false;
                return line;
            });
        }
        // Only what looks like a serial port is opened: opening another file could already do something.
        if (!SerialPort().IsMatch(address))
            throw new UserException($"{Printable.Text(address, 60)}: give a serial port, such as COM5 or /dev/ttyUSB0, or an address on " +
                "the network, such as tcp://192.168.1.20:4242");
        if (baud is < MinBaud or > MaxBaud) throw new UserException($"baud: {baud} is not in {MinBaud}..{MaxBaud}");
        return new BoardTarget(address, () => BoardAddress.Open(address, baud));
    }

    /// <summary>Makes a virtual board, which runs until it is disconnected.</summary>
    /// <param name="sensor">One of <see cref="Sensors"/>.</param>
    /// <param name="pattern">Name of the synthetic frames, such as "hand"; null for the default of the sensor.</param>
    /// <exception cref="UserException">There is no such sensor or pattern.</exception>
    public static BoardTarget Virtual(string sensor, string? pattern)
    {
        if (!Sensors.Contains(sensor)) throw new UserException($"sensor must be one of {string.Join(", ", Sensors)}");
        VirtualSensor? made = sensor == "digits" ? null : new VirtualSensor(SensorType.Of(sensor), pattern);
        return new BoardTarget(BoardAddress.Virtual, () =>
        {
            var parts = new VirtualBoardParts { Settings = made is null ? "frames=digits" : null };
            made?.ConnectTo(parts);
            return BoardAddress.OpenVirtual(parts);
        }, made, sensor);
    }

    [GeneratedRegex(@"^(COM[1-9][0-9]{0,2}|/dev/(tty[A-Za-z0-9._-]{1,60}|cu\.[A-Za-z0-9._-]{1,60}|rfcomm[0-9]{1,3}|pts/[0-9]{1,5}|" +
        @"serial/by-(id|path)/[A-Za-z0-9:._-]{1,120}))\z")]
    private static partial Regex SerialPort();
}
