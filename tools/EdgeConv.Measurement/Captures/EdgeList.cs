namespace EdgeConv.Measurement.Captures;

/// <summary>
/// All edges of one channel in little memory: the time since the edge before, seven bits a byte, the lowest first (LEB128). At 1 MHz an
/// edge of a PWM takes two bytes, of noise one.
/// </summary>
public sealed class EdgeList
{
    private const int Block = 1 << 16;
    private const int LongestNumber = 10;

    private readonly List<byte[]> _blocks = [];
    private int _used = Block;
    private long _last;
    private bool _high;

    /// <summary>Whether a first level is known.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>The level before the first edge.</summary>
    public bool InitialLevel { get; private set; }

    /// <summary>Tick of the first level.</summary>
    public long Start { get; private set; }

    /// <summary>Tick of the end.</summary>
    public long End { get; private set; }

    /// <summary>Number of edges.</summary>
    public long Count { get; private set; }

    /// <summary>Bytes held.</summary>
    public long Bytes => (long)_blocks.Count * Block;

    /// <summary>The level from <paramref name="tick"/> on; an edge where it is another than before.</summary>
    public void Set(long tick, bool high)
    {
        if (!IsKnown)
        {
            (IsKnown, InitialLevel, _high, Start, End, _last) = (true, high, high, tick, tick, tick);
            return;
        }
        if (high == _high) return;
        _high = high;
        if (_used > Block - LongestNumber)
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

    /// <summary>The last level lasts until here.</summary>
    public void Finish(long tick) => End = Math.Max(End, tick);

    /// <summary>Ticks of all edges; the level toggles at each.</summary>
    public IEnumerable<long> Ticks()
    {
        long tick = Start, left = Count;
        foreach (byte[] block in _blocks)
        {
            for (int at = 0; left > 0 && at <= Block - LongestNumber; left--)
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
