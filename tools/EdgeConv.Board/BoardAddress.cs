namespace EdgeConv.Board;

/// <summary>Where a board is: a serial port, an address on the network, or a board without hardware in this program.</summary>
public static class BoardAddress
{
    /// <summary>The address of a virtual board that is switched on for one call.</summary>
    public const string Virtual = "virtual";

    private const string TcpScheme = "tcp://";

    /// <summary>Opens a line to a board.</summary>
    /// <param name="address">COM5, /dev/ttyUSB0, tcp://HOST:PORT or virtual.</param>
    /// <param name="baud">Bits per second of a serial port.</param>
    /// <param name="keyFile">A file with the key of a board on the network; null for the user's own keys.</param>
    /// <exception cref="UserException">There is none, it is in use, or may not be used.</exception>
    public static BoardLine Open(string address, int baud, string? keyFile = null)
    {
        if (address == Virtual) return new BoardLine(address, new VirtualTransport());
        if (!address.StartsWith(TcpScheme, StringComparison.Ordinal)) return new BoardLine(address, new SerialTransport(address, baud));
        (string host, int port) = Parse(address);
        return TcpTransport.Connect(address, host, port, new BoardKeys(keyFile));
    }

    /// <summary>Host and port of an address on the network.</summary>
    /// <exception cref="UserException">It is none.</exception>
    public static (string Host, int Port) Parse(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri is { Scheme: "tcp", Host.Length: > 0, PathAndQuery: "" or "/" }
            && uri.Port is >= 0 and <= 65535 ? (uri.Host, uri.Port)
        : throw new UserException($"{Printable.Text(address, 60)}: write tcp://HOST:PORT, e.g. tcp://192.168.1.20:4242");
}
