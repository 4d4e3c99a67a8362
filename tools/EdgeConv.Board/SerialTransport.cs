using System.IO.Ports;

namespace EdgeConv.Board;

/// <summary>A serial port that is wired to a board.</summary>
internal sealed class SerialTransport : ITransport
{
    // What was waiting can be gone before it is read: when the plug is pulled in between.
    private const int WriteTimeoutMilliseconds = 3000, ReadTimeoutMilliseconds = 500;

    private readonly SerialPort _port;

    /// <summary>Opens a port.</summary>
    /// <param name="port">COM5, /dev/ttyUSB0 or the like.</param>
    /// <param name="baud">Bits per second.</param>
    /// <exception cref="UserException">It is not there, in use, or may not be used.</exception>
    public SerialTransport(string port, int baud)
    {
        Baud = baud;
        try
        {
            if (!OperatingSystem.IsWindows() && !File.Exists(port)) throw new FileNotFoundException();
            _port = new SerialPort(port, baud) { WriteTimeout = WriteTimeoutMilliseconds, ReadTimeout = ReadTimeoutMilliseconds };
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

    /// <inheritdoc/>
    public int Baud { get; }

    /// <inheritdoc/>
    public int Read(byte[] buffer)
    {
        int waiting = _port.BytesToRead;
        try
        {
            if (waiting > 0) return _port.Read(buffer, 0, Math.Min(waiting, buffer.Length));
        }
        catch (TimeoutException)
        {
            // Gone before it was read.
        }
        if (!OperatingSystem.IsWindows() && !File.Exists(_port.PortName)) throw new IOException();
        return 0;
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes) => _port.Write(bytes.ToArray(), 0, bytes.Length);

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

    private static string Others()
    {
        string[] names = SerialPort.GetPortNames();
        return names.Length == 0 ? "; no serial port is there: is the adapter plugged in?"
            : $"; there are {string.Join(", ", names.Order(StringComparer.Ordinal).Take(8))}";
    }
}
