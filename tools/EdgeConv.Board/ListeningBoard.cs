using System.Net;
using System.Net.Sockets;
using EdgeConv.Firmware.Fakes;

namespace EdgeConv.Board;

/// <summary>A virtual board that other programs can connect to.</summary>
public sealed class ListeningBoard : IDisposable
{
    private const string Pty = "pty";

    private readonly VirtualBoard _board;
    private readonly IDisposable? _terminal;

    private ListeningBoard(string address, VirtualBoardParts parts, IDisposable? terminal)
    {
        Address = address;
        _terminal = terminal;
        _board = new VirtualBoard(parts);
    }

    /// <summary>Address of the board for the other verbs.</summary>
    public string Address { get; }

    /// <summary>Starts a virtual board.</summary>
    /// <param name="listen">tcp://HOST:PORT, where port 0 takes any free port; or pty for a pseudo-terminal.</param>
    /// <param name="parts">The board's sensor, drive and line.</param>
    /// <param name="keyFile">File that the board's key is added to; null takes the user's own key file.</param>
    /// <exception cref="UserException">The address cannot be used, or the key cannot be saved.</exception>
    public static ListeningBoard Start(string listen, VirtualBoardParts parts, string? keyFile = null)
    {
        if (listen == Pty)
        {
            if (OperatingSystem.IsWindows()) throw new UserException("--listen pty: Windows has none; use tcp://127.0.0.1:0");
            var terminal = new PseudoTerminal();
            parts.Receive = terminal.Receive;
            parts.Send = terminal.Send;
            return new ListeningBoard(terminal.Name, parts, terminal);
        }
        (string host, int port) = BoardAddress.Parse(listen);
        (IPAddress ip, int free) = Free(listen, host, port);
        string address = $"tcp://{(ip.AddressFamily == AddressFamily.InterNetwork ? ip : $"[{ip}]")}:{free}";
        byte[] key = KeyOf(parts.Storage);
        new BoardKeys(keyFile).Add(address, key);
        parts.Listen = ip;
        parts.Settings += $"link.port={free}\nlink.key={Convert.ToHexStringLower(key)}";
        var board = new ListeningBoard(address, parts, null);
        board.WaitUntilItListens(ip, free);
        return board;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _board.Dispose();
        _terminal?.Dispose();
    }

    // A board without a drive gets a new key at each start; with a drive, it keeps its key there.
    private static byte[] KeyOf(string? storage)
    {
        if (storage is null) return BoardKeys.NewKey();
        string file = Path.Combine(storage, "key");
        try
        {
            Directory.CreateDirectory(storage);
            if (File.Exists(file) && new FileInfo(file).Length == LinkSession.KeyBytes) return File.ReadAllBytes(file);
            byte[] key = BoardKeys.NewKey();
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var stream = new FileStream(file, options);
            stream.Write(key);
            return key;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"--storage {storage} cannot be used: {Printable.Text(failure.Message, 120)}");
        }
    }

    private static (IPAddress Ip, int Port) Free(string listen, string host, int port)
    {
        try
        {
            IPAddress ip = IPAddress.TryParse(host, out IPAddress? known) ? known
                : Dns.GetHostAddresses(host).First(one => one.AddressFamily == AddressFamily.InterNetwork);
            using var probe = new TcpListener(ip, port);
            probe.Start();
            return (ip, ((IPEndPoint)probe.LocalEndpoint).Port);
        }
        catch (Exception failure) when (failure is SocketException or InvalidOperationException)
        {
            throw new UserException($"--listen {Printable.Text(listen, 60)} cannot be used: {Printable.Text(failure.Message, 120)}");
        }
    }

    // Waits so that a program that reads the address can connect at once.
    private void WaitUntilItListens(IPAddress ip, int port)
    {
        for (int i = 0; i < 200; i++)
        {
            using var probe = new TcpClient(ip.AddressFamily);
            try
            {
                probe.Connect(ip, port);
                return;
            }
            catch (SocketException)
            {
                Thread.Sleep(25);
            }
        }
        throw new UserException($"{Address}: the virtual board did not start to listen within 5 s");
    }
}
