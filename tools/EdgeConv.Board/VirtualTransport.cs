using System.Collections.Concurrent;
using EdgeConv.Firmware.Fakes;

namespace EdgeConv.Board;

/// <summary>A virtual board in this process, which runs as long as its line is open.</summary>
internal sealed class VirtualTransport : ITransport
{
    private readonly ConcurrentQueue<byte[]> _toBoard = new(), _fromBoard = new();
    private readonly VirtualBoard _board;
    private byte[] _rest = [];

    /// <summary>Starts the board.</summary>
    /// <param name="parts">The board's sensor and drive; its line is replaced by this one.</param>
    public VirtualTransport(VirtualBoardParts parts)
    {
        parts.Receive = _ => _toBoard.TryDequeue(out byte[]? bytes) ? bytes : [];
        parts.Send = (buffer, offset, count) => _fromBoard.Enqueue(buffer[offset..(offset + count)]);
        _board = new VirtualBoard(parts);
    }

    /// <inheritdoc/>
    public int Baud => 0;

    /// <inheritdoc/>
    public int Read(byte[] buffer)
    {
        if (_rest.Length == 0 && !_fromBoard.TryDequeue(out _rest!))
        {
            _rest = [];
            return 0;
        }
        int count = Math.Min(buffer.Length, _rest.Length);
        _rest.AsSpan(0, count).CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes) => _toBoard.Enqueue(bytes.ToArray());

    /// <inheritdoc/>
    public void Dispose() => _board.Dispose();
}
