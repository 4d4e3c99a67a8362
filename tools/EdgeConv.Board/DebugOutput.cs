using System.Diagnostics;
using System.Text;

namespace EdgeConv.Board;

/// <summary>
/// The debug output of a board: the text that its program prints to the USB port. Between the lines there may be bytes of the boot loader,
/// at another rate, and packets for a debugger.
/// </summary>
public sealed class DebugOutput : IDisposable
{
    /// <summary>Bits per second that nanoFramework uses.</summary>
    public const int DefaultBaud = 921_600;

    // Shorter runs of text are bytes of something else.
    private const int MinLine = 3, MaxLine = 500;

    // A line of the terminal that is pulled for so long resets the chip.
    private static readonly TimeSpan s_reset = TimeSpan.FromMilliseconds(100), s_pause = TimeSpan.FromMilliseconds(10);

    private readonly SerialTransport _port;
    private readonly StringBuilder _line = new();
    private readonly Queue<string> _lines = new();
    private readonly byte[] _chunk = new byte[4096];

    /// <summary>Opens the port.</summary>
    /// <param name="port">Name of the port, such as COM5 or /dev/ttyUSB0.</param>
    /// <param name="baud">Bits per second.</param>
    /// <exception cref="UserException">The port is missing or in use, or the user has no permission for it.</exception>
    public DebugOutput(string port, int baud) => _port = new SerialTransport(port, baud);

    /// <summary>Checks that a port can be opened.</summary>
    /// <param name="port">Name of the port.</param>
    /// <exception cref="UserException">The port is missing or in use, or the user has no permission for it.</exception>
    public static void Check(string port) => new SerialTransport(port, DefaultBaud).Dispose();

    /// <summary>Restarts the board, so that its first lines come too. A port without the wires for that changes nothing.</summary>
    public void Reset()
    {
        if (!_port.SetReset(true)) return;
        Thread.Sleep(s_reset);
        _port.SetReset(false);
    }

    /// <summary>Waits for the next line of text.</summary>
    /// <param name="timeout">Maximum time to wait.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>The line; null if none came.</returns>
    /// <exception cref="IOException">The connection to the board is lost.</exception>
    public string? ReadLine(TimeSpan timeout, CancellationToken stop)
    {
        var time = Stopwatch.StartNew();
        while (true)
        {
            if (_lines.TryDequeue(out string? line)) return line;
            if (stop.IsCancellationRequested) return null;
            int count = _port.Read(_chunk);
            foreach (byte value in _chunk.AsSpan(0, count)) Take(value);
            if (count > 0) continue;
            if (time.Elapsed >= timeout) return null;
            stop.WaitHandle.WaitOne(s_pause);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _port.Dispose();

    // Text is what ends with a line feed and has no other bytes before it.
    private void Take(byte value)
    {
        if (value is >= 32 and < 127 or (byte)'\t' && _line.Length < MaxLine)
        {
            _line.Append((char)value);
            return;
        }
        if (value == '\r') return;
        string text = _line.ToString().TrimEnd();
        _line.Clear();
        if (value == '\n' && text.Length >= MinLine) _lines.Enqueue(text);
    }
}
