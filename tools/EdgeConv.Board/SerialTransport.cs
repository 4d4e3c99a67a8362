using System.IO.Ports;

namespace EdgeConv.Board;

/// <summary>A serial port that is wired to a board.</summary>
internal sealed class SerialTransport : ITransport
{
    // If the plug is pulled, waiting bytes can vanish before they are read: then the read must end.
    private const int WriteTimeoutMilliseconds = 3000, ReadTimeoutMilliseconds = 500;

    private readonly SerialPort _port;

    /// <summary>Opens a port.</summary>
    /// <param name="port">Name of the port, such as COM5 or /dev/ttyUSB0.</param>
    /// <param name="baud">Bits per second.</param>
    /// <exception cref="UserException">The port is missing or in use, or the user has no permission for it.</exception>
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
                FileNotFoundException => $"{port}: there is no such port{Others()}",
                UnauthorizedAccessException =>
                    $"{port} is in use by another program, is not a serial port, or you may not use it (on Linux, join the group dialout)",
                _ => $"{port} cannot be opened: {Printable.Text(failure.Message, 120)}",
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
            // The bytes vanished before they were read.
        }
        if (!OperatingSystem.IsWindows() && !File.Exists(_port.PortName)) throw new IOException();
        return 0;
    }

    /// <summary>Pulls or releases the wire that resets an ESP32 board (RTS). Returns false if the port has no such wire.</summary>
    public bool SetReset(bool isPulled)
    {
        try
        {
            _port.RtsEnable = isPulled;
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes) => _port.Write(bytes.ToArray(), 0, bytes.Length);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            // SerialPort.Dispose waits until its queue is empty, which never comes if the plug was pulled during a write. All that Write
            // has taken is with the driver, so the stream is closed without that wait.
            if (!OperatingSystem.IsWindows() && _port.IsOpen) _port.BaseStream.Dispose();
            _port.Dispose();
        }
        catch (IOException)
        {
            // Disposing fails if the adapter was pulled out; there is nothing left to close.
        }
    }

    private static string Others()
    {
        string[] names = SerialPort.GetPortNames();
        return names.Length == 0 ? "; the computer has no serial port, so check that the adapter is plugged in"
            : $"; there is {string.Join(", ", names.Order(StringComparer.Ordinal).Take(8))}";
    }
}
