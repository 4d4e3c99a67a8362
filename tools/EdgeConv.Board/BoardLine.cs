using System.Diagnostics;

namespace EdgeConv.Board;

/// <summary>A line with a board at its other end: packets as docs/link.md says.</summary>
public sealed class BoardLine : IDisposable
{
    /// <summary>Maximum number of values of a frame on the line.</summary>
    public const int MaxFrameValues = 65_536;

    /// <summary>Bytes of the longest payload: a frame of so many values with an output as long, or a large input.</summary>
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
    /// <param name="name">Its address, for messages.</param>
    /// <param name="transport">Carries the bytes; disposed with the line.</param>
    /// <param name="session">Seals what is sent; null on a line that needs no seal.</param>
    public BoardLine(string name, ITransport transport, LinkSession? session = null)
    {
        Name = name;
        _transport = transport;
        Writer.Session = _sign.Session = session;
    }

    /// <summary>Its address.</summary>
    public string Name { get; }

    /// <summary>Bits per second; 0 where the line has no fixed rate.</summary>
    public int Baud => _transport.Baud;

    /// <summary>Has the packet that <see cref="Receive"/> found.</summary>
    public PacketReader Reader { get; } = new(MaxPayload);

    /// <summary>Builds the packet that <see cref="Send()"/> sends.</summary>
    public PacketWriter Writer { get; } = new(MaxPayload);

    /// <summary>Seconds a packet in <see cref="Writer"/> takes on the line: ten bits a byte; 0 where the line has no fixed rate.</summary>
    public double SecondsOfPacket => Baud == 0 ? 0 : Writer.Length * 10.0 / Baud;

    /// <summary>Sends the packet in <see cref="Writer"/>.</summary>
    /// <exception cref="UserException">The board is gone, or nothing takes the bytes.</exception>
    public void Send() => Send(Writer);

    /// <summary>Sends bytes as they are, for tests of what a board makes of them.</summary>
    internal void SendRaw(byte[] bytes) => _transport.Write(bytes);

    /// <summary>Tells a board on the network that this computer is still there, once a second. Called while nothing else is sent.</summary>
    /// <exception cref="UserException">The board is gone.</exception>
    public void KeepAlive()
    {
        if (Writer.Session is null || _sinceSent.Elapsed < s_alive) return;
        _sign.Begin(PacketKind.Alive, 0);
        _sign.End();
        Send(_sign);
    }

    /// <summary>Waits for the next packet. False where none has come in time, or the wait was stopped.</summary>
    /// <exception cref="UserException">The board is gone.</exception>
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
            // Also where bytes come without end, and no packet.
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
            throw new UserException($"{Name}: nothing takes the bytes: is the adapter in order?");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new UserException($"{Name}: the board is gone: unplugged, or restarted?");
        }
    }
}
