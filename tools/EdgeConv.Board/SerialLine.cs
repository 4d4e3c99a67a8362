using System.Diagnostics;
using System.IO.Ports;

namespace EdgeConv.Board;

/// <summary>A serial port with a board at its other end: packets as docs/serial-frames.md says.</summary>
public sealed class SerialLine : IDisposable
{
    /// <summary>Maximum number of values of a frame on the line.</summary>
    public const int MaxFrameValues = 65_536;

    /// <summary>Bytes of the payload of a frame with so many values.</summary>
    public const int MaxFrameBytes = 2 * MaxFrameValues + 8;

    private const int WriteTimeoutMilliseconds = 3000;

    private readonly SerialPort _port;
    private readonly byte[] _chunk = new byte[4096];
    private int _at;
    private int _filled;

    /// <summary>Opens a port.</summary>
    /// <param name="port">COM5, /dev/ttyUSB0 or the like.</param>
    /// <param name="baud">Bits per second.</param>
    /// <param name="maxPayload">Maximum number of bytes of a packet's payload, either way.</param>
    /// <exception cref="UserException">It is not there, in use, or may not be used.</exception>
    public SerialLine(string port, int baud, int maxPayload)
    {
        Name = port;
        Baud = baud;
        Reader = new PacketReader(maxPayload);
        Writer = new PacketWriter(maxPayload);
        try
        {
            if (!OperatingSystem.IsWindows() && !File.Exists(port)) throw new FileNotFoundException();
            _port = new SerialPort(port, baud) { WriteTimeout = WriteTimeoutMilliseconds };
            _port.Open();
            _port.DiscardInBuffer();
        }
        catch (Exception failure)
        when (failure is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            _port?.Dispose();
            throw new UserException(failure switch
            {
                FileNotFoundException => $"{port}: no such port{Others()}",
                UnauthorizedAccessException =>
                    $"{port}: in use by another program, not allowed (on Linux: be in the group dialout), or no serial port",
                _ => $"{port}: cannot be opened: {Printable.Text(failure.Message, 120)}",
            });
        }
    }

    /// <summary>Name of the port.</summary>
    public string Name { get; }

    /// <summary>Bits per second.</summary>
    public int Baud { get; }

    /// <summary>Has the packet that <see cref="Receive"/> found.</summary>
    public PacketReader Reader { get; }

    /// <summary>Builds the packet that <see cref="Send"/> sends.</summary>
    public PacketWriter Writer { get; }

    /// <summary>Seconds a packet in <see cref="Writer"/> takes on the line: ten bits a byte.</summary>
    public double SecondsOfPacket => Writer.Length * 10.0 / Baud;

    /// <summary>Sends the packet in <see cref="Writer"/>.</summary>
    /// <exception cref="UserException">The port is gone, or nothing takes the bytes.</exception>
    public void Send() => Guarded(() => _port.Write(Writer.Buffer, 0, Writer.Length));

    /// <summary>Waits for the next packet. False where none has come in time, or the wait was stopped.</summary>
    /// <exception cref="UserException">The port is gone.</exception>
    public bool Receive(TimeSpan timeout, CancellationToken stop = default)
    {
        var time = Stopwatch.StartNew();
        while (true)
        {
            while (_at < _filled)
                if (Reader.Take(_chunk[_at++])) return true;
            if (stop.IsCancellationRequested) return false;
            _at = _filled = 0;
            Guarded(() =>
            {
                int waiting = _port.BytesToRead;
                if (waiting > 0) _filled = _port.Read(_chunk, 0, Math.Min(waiting, _chunk.Length));
            });
            if (_filled > 0) continue;
            if (time.Elapsed >= timeout) return false;
            if (!OperatingSystem.IsWindows() && !File.Exists(Name)) throw Gone();
            Thread.Sleep(1);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _port.Dispose();
        }
        catch (IOException)
        {
            // An adapter that was pulled out.
        }
    }

    private void Guarded(Action work)
    {
        try
        {
            work();
        }
        catch (TimeoutException)
        {
            throw new UserException($"{Name}: nothing takes the bytes: is the adapter in order?");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw Gone();
        }
    }

    private UserException Gone() => new($"{Name}: the port is gone: unplugged?");

    private static string Others()
    {
        string[] names = SerialPort.GetPortNames();
        return names.Length == 0 ? "; no serial port is there: is the adapter plugged in?"
            : $"; there are {string.Join(", ", names.Order(StringComparer.Ordinal).Take(8))}";
    }
}
