using System.Diagnostics;

namespace EdgeConv.Board;

/// <summary>A line to a board, which carries the packets of docs/link.md.</summary>
public sealed class BoardLine : IDisposable
{
    /// <summary>Maximum number of values in a frame on the line.</summary>
    public const int MaxFrameValues = 65_536;

    /// <summary>Maximum size of a payload in bytes. It holds the largest frame together with an output of the same length.</summary>
    public const int MaxPayload = 1 << 20;

    private readonly ITransport _transport;
    private readonly byte[] _chunk = new byte[4096];
    private int _at;
    private int _filled;

    // A board on the network drops a computer that was silent for five seconds.
    private static readonly TimeSpan s_alive = TimeSpan.FromSeconds(1);

    private readonly PacketWriter _sign = new(0);
    private readonly Stopwatch _sinceSent = Stopwatch.StartNew();

    /// <summary>Opens a line.</summary>
    /// <param name="name">Address of the board, for messages.</param>
    /// <param name="transport">Carries the bytes; it is disposed with the line.</param>
    /// <param name="session">Seals every packet that is sent; null on a line that needs no seals, such as a serial port.</param>
    public BoardLine(string name, ITransport transport, LinkSession? session = null)
    {
        Name = name;
        _transport = transport;
        Writer.Session = _sign.Session = session;
    }

    /// <summary>Address of the board.</summary>
    public string Name { get; }

    /// <summary>Bits per second; 0 if the line has no fixed rate.</summary>
    public int Baud => _transport.Baud;

    /// <summary>Holds the packet that <see cref="Receive"/> found.</summary>
    public PacketReader Reader { get; } = new(MaxPayload);

    /// <summary>Builds the packet that <see cref="Send()"/> sends.</summary>
    public PacketWriter Writer { get; } = new(MaxPayload);

    /// <summary>
    /// Seconds that the packet in <see cref="Writer"/> takes on the line, with ten bits per byte; 0 if the line has no fixed rate.
    /// </summary>
    public double SecondsOfPacket => Baud == 0 ? 0 : Writer.Length * 10.0 / Baud;

    /// <summary>Sends the packet in <see cref="Writer"/>.</summary>
    /// <exception cref="UserException">The connection to the board is lost, or nothing takes the bytes.</exception>
    public void Send() => Send(Writer);

    /// <summary>Sends bytes without packing them, for tests of how a board handles damaged packets.</summary>
    internal void SendRaw(byte[] bytes) => _transport.Write(bytes);

    /// <summary>
    /// Tells a board on the network, at most once per second, that this computer is still there. Call it while nothing else is sent.
    /// </summary>
    /// <exception cref="UserException">The connection to the board is lost.</exception>
    public void KeepAlive()
    {
        if (Writer.Session is null || _sinceSent.Elapsed < s_alive) return;
        _sign.Begin(PacketKind.Alive, 0);
        _sign.End();
        Send(_sign);
    }

    /// <summary>Waits for the next packet. Returns false if none comes in time or the wait is stopped.</summary>
    /// <param name="timeout">Maximum time to wait.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="UserException">The connection to the board is lost.</exception>
    public bool Receive(TimeSpan timeout, CancellationToken stop = default)
    {
        var time = Stopwatch.StartNew();
        while (true)
        {
            while (_at < _filled)
                if (Reader.Take(_chunk[_at++])) return true;
            if (stop.IsCancellationRequested) return false;
            _at = 0;
            _filled = Guarded(() => _transport.Read(_chunk));
            // The wait also ends if bytes keep coming without a packet among them, but a second later.
            if (time.Elapsed >= timeout && (_filled == 0 || time.Elapsed >= timeout + s_alive)) return false;
            KeepAlive();
            if (_filled == 0) Thread.Sleep(1);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    private void Send(PacketWriter packet) => Guarded(() =>
    {
        _sinceSent.Restart();
        _transport.Write(packet.Buffer.AsSpan(0, packet.Length));
        return 0;
    });

    private int Guarded(Func<int> work)
    {
        try
        {
            return work();
        }
        catch (TimeoutException)
        {
            throw new UserException($"{Name}: nothing takes the bytes; check the adapter");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new UserException($"{Name}: the connection to the board is lost; it was unplugged or restarted");
        }
    }
}
