using EdgeConv.Firmware.Fakes;

namespace EdgeConv.Board;

/// <summary>Address of a board: a serial port, an address on the network, or a virtual board in this program.</summary>
public static class BoardAddress
{
    /// <summary>Address of a virtual board that runs for one call of the program.</summary>
    public const string Virtual = "virtual";

    private const string TcpScheme = "tcp://";

    /// <summary>Opens a line to a board.</summary>
    /// <param name="address">COM5, /dev/ttyUSB0, tcp://HOST:PORT or virtual.</param>
    /// <param name="baud">Bits per second of a serial port, above 0; other addresses ignore it.</param>
    /// <param name="keyFile">File with the key of a board on the network; null takes the user's own keys.</param>
    /// <exception cref="UserException">No board is at the address, it is in use, or the user has no permission or key for it.</exception>
    public static BoardLine Open(string address, int baud, string? keyFile = null) =>
        Open(address, baud, () => new BoardKeys(keyFile));

    /// <summary>Opens a line to a board.</summary>
    /// <param name="address">COM5, /dev/ttyUSB0, tcp://HOST:PORT or virtual.</param>
    /// <param name="baud">Bits per second of a serial port, above 0; other addresses ignore it.</param>
    /// <param name="keys">Returns the keys of boards on the network; called only for an address on the network.</param>
    /// <exception cref="UserException">No board is at the address, it is in use, or the user has no permission or key for it.</exception>
    public static BoardLine Open(string address, int baud, Func<BoardKeys> keys)
    {
        if (address == Virtual) return OpenVirtual(new VirtualBoardParts { Frame = RecordedSensor.Default().Look });
        if (!IsNetwork(address)) return new BoardLine(address, new SerialTransport(address, baud));
        (string host, int port) = Parse(address);
        return TcpTransport.Connect(address, host, port, keys());
    }

    /// <summary>Starts a virtual board in this process and opens a line to it. The board ends with the line.</summary>
    /// <param name="parts">The board's sensor and drive; its line is replaced.</param>
    public static BoardLine OpenVirtual(VirtualBoardParts parts) => new(Virtual, new VirtualTransport(parts));

    /// <summary>Whether an address is one on the network.</summary>
    public static bool IsNetwork(string address) => address.StartsWith(TcpScheme, StringComparison.Ordinal);

    /// <summary>Names of the serial ports of this computer.</summary>
    public static string[] SerialPorts() => [.. System.IO.Ports.SerialPort.GetPortNames().Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Splits an address on the network into host and port.</summary>
    /// <param name="address">tcp://HOST:PORT.</param>
    /// <exception cref="UserException">The text is not such an address.</exception>
    public static (string Host, int Port) Parse(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri is { Scheme: "tcp", Host.Length: > 0, PathAndQuery: "" or "/" }
            && uri.Port is >= 0 and <= 65535 ? (uri.Host, uri.Port)
        : throw new UserException($"{Printable.Text(address, 60)}: give an address as tcp://HOST:PORT, e.g. tcp://192.168.1.20:4242");
}
