namespace EdgeConv.Measurement.Captures;

/// <summary>
/// All edges of one channel in little memory. Each edge is stored as the time since the edge before, seven bits per byte, lowest bits first
/// (LEB128). For example, an edge of a 1 kHz PWM sampled at 1 MHz takes two bytes.
/// </summary>
public sealed class EdgeList
{
    private const int Block = 1 << 16;
    private const int MaxNumberBytes = 10;

    private readonly List<byte[]> _blocks = [];
    private int _used = Block;
    private long _last;
    private bool _high;

    /// <summary>Whether the first level is known.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>The level before the first edge.</summary>
    public bool InitialLevel { get; private set; }

    /// <summary>Tick of the first level.</summary>
    public long Start { get; private set; }

    /// <summary>Tick of the end of the last level.</summary>
    public long End { get; private set; }

    /// <summary>Number of edges.</summary>
    public long Count { get; private set; }

    /// <summary>Memory in use, in bytes.</summary>
    public long Bytes => (long)_blocks.Count * Block;

    /// <summary>Sets the level from <paramref name="tick"/> on, which must not fall; adds an edge if the level changes.</summary>
    public void Set(long tick, bool high)
    {
        if (!IsKnown)
        {
            (IsKnown, InitialLevel, _high, Start, End, _last) = (true, high, high, tick, tick, tick);
            return;
        }
        if (high == _high) return;
        _high = high;
        if (_used > Block - MaxNumberBytes)
        {
            _blocks.Add(new byte[Block]);
            _used = 0;
        }
        byte[] block = _blocks[^1];
        ulong delta = (ulong)(tick - _last);
        for (; delta >= 0x80; delta >>= 7) block[_used++] = (byte)(delta | 0x80);
        block[_used++] = (byte)delta;
        _last = tick;
        End = tick;
        Count++;
    }

    /// <summary>Extends the last level until <paramref name="tick"/>.</summary>
    public void Finish(long tick) => End = Math.Max(End, tick);

    /// <summary>Returns the ticks of all edges in order; the level toggles at each.</summary>
    public IEnumerable<long> Ticks()
    {
        long tick = Start, left = Count;
        foreach (byte[] block in _blocks)
        {
            for (int at = 0; left > 0 && at <= Block - MaxNumberBytes; left--)
            {
                ulong delta = 0;
                int shift = 0;
                byte part;
                do
                {
                    part = block[at++];
                    delta |= (ulong)(part & 0x7F) << shift;
                    shift += 7;
                }
                while (part >= 0x80);
                yield return tick += (long)delta;
            }
        }
    }
}
