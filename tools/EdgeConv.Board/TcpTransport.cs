using System.Net.Sockets;
using System.Security.Cryptography;

namespace EdgeConv.Board;

/// <summary>
/// A connection to a board on the network. Both sides prove that they have the key; after that each packet of this side is sealed.
/// </summary>
internal sealed class TcpTransport : ITransport
{
    private const int TimeoutMilliseconds = 3000;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    private readonly Socket _socket;

    private TcpTransport(Socket socket)
    {
        _socket = socket;
        _socket.SendTimeout = TimeoutMilliseconds;
    }

    /// <inheritdoc/>
    public int Baud => 0;

    /// <summary>Connects and logs in.</summary>
    /// <exception cref="UserException">No board answers, another computer is connected to it, or the key is missing or wrong.</exception>
    public static BoardLine Connect(string address, string host, int port, BoardKeys keys)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            Connect(address, socket, host, port);
            var transport = new TcpTransport(socket);
            return new BoardLine(address, transport, LogIn(address, transport, keys));
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            throw new UserException($"{address} cannot be reached: {Printable.Text(failure.Message, 120)}");
        }
        catch (UserException)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Computes HMAC-SHA256 (RFC 2104).</summary>
    public static byte[] Hash(byte[] key, byte[] data) => HMACSHA256.HashData(key, data);

    /// <inheritdoc/>
    public int Read(byte[] buffer)
    {
        try
        {
            if (_socket.Available > 0) return _socket.Receive(buffer);
            if (_socket.Poll(0, SelectMode.SelectRead) && _socket.Available == 0) throw new IOException("closed");
            return 0;
        }
        catch (SocketException failure)
        {
            throw new IOException(failure.Message);
        }
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            while (bytes.Length > 0) bytes = bytes[_socket.Send(bytes)..];
        }
        catch (SocketException failure)
        {
            throw failure.SocketErrorCode == SocketError.TimedOut ? new TimeoutException() : new IOException(failure.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    // Connects with a timeout, and without blocking a thread of the pool.
    private static void Connect(string address, Socket socket, string host, int port)
    {
        socket.Blocking = false;
        try
        {
            socket.Connect(host, port);
        }
        catch (SocketException wait) when (wait.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            if (!socket.Poll(TimeoutMilliseconds * 1000, SelectMode.SelectWrite))
                throw new UserException($"{address}: the board does not answer; check address and port");
            if (socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) is int error and not 0)
                throw new SocketException(error);
        }
        socket.Blocking = true;
    }

    private static LinkSession LogIn(string address, TcpTransport transport, BoardKeys keys)
    {
        // This line has no seals. The line that Connect returns begins with the first packet after the board's welcome.
        using var line = new BoardLine(address, new Borrowed(transport));
        PacketReader hello = Expect(line, PacketKind.Hello, LinkSession.KeyIdBytes + LinkSession.NonceBytes);
        byte[] id = AnswerPacket.ReadBytes(hello, 0, LinkSession.KeyIdBytes);
        byte[] boardNonce = AnswerPacket.ReadBytes(hello, LinkSession.KeyIdBytes, LinkSession.NonceBytes);
        byte[] nonce = RandomNumberGenerator.GetBytes(LinkSession.NonceBytes);
        var session = new LinkSession(Hash, keys.Find(address, id), boardNonce, nonce);
        line.Writer.Begin(PacketKind.Login, 0);
        AnswerPacket.WriteBytes(line.Writer, nonce);
        AnswerPacket.WriteBytes(line.Writer, session.ComputerProof);
        line.Writer.End();
        line.Send();
        PacketReader welcome = Expect(line, PacketKind.Welcome, LinkSession.KeyBytes);
        return LinkSession.AreEqual(AnswerPacket.ReadBytes(welcome, 0, LinkSession.KeyBytes), session.BoardProof) ? session
            : throw new UserException($"{address}: the board that answers does not have the right key");
    }

    private static PacketReader Expect(BoardLine line, int kind, int bytes)
    {
        if (!line.Receive(s_patience)) throw new UserException(line.Reader.OfOtherVersion > 0
            ? $"{line.Name}: its firmware speaks another version of the protocol than this program ({PacketWriter.Version}); deploy the " +
                "firmware of this version"
            : $"{line.Name}: no EdgeConv board answers there; check address and port");
        PacketReader reader = line.Reader;
        if (reader.Kind == kind && reader.PayloadLength == bytes) return reader;
        throw new UserException(reader.Kind == PacketKind.Answer && reader.PayloadLength > 0 && reader.Byte(0) == AnswerPacket.Busy
            ? $"{line.Name}: the board is busy, because another computer is connected to it"
            : $"{line.Name}: no EdgeConv board answers there; check address and port");
    }

    /// <summary>Lends the transport to a line without letting the line close it.</summary>
    private sealed class Borrowed(TcpTransport transport) : ITransport
    {
        public int Baud => 0;

        // Reads one byte at a time, because the bytes after the welcome belong to the line that Connect returns.
        public int Read(byte[] buffer)
        {
            byte[] one = new byte[1];
            int read = transport.Read(one);
            if (read > 0) buffer[0] = one[0];
            return read;
        }

        public void Write(ReadOnlySpan<byte> bytes) => transport.Write(bytes);

        public void Dispose()
        {
        }
    }
}
