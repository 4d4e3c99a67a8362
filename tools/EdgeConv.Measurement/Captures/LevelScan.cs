using System.Numerics;
using System.Runtime.InteropServices;

namespace EdgeConv.Measurement.Captures;

/// <summary>
/// Finds the samples that differ from the one before. A sample has some bytes; they are compared one by one at first, then as vectors.
/// </summary>
/// <param name="mask">The bits of a sample that count.</param>
internal sealed class LevelScan(byte[] mask)
{
    // So many samples are compared singly: noise changes before a vector would pay.
    private const int Singly = 16;

    private readonly byte[] _current = new byte[mask.Length];
    private readonly byte[] _changed = [.. mask];
    private bool _any;

    /// <summary>The sample last found, masked.</summary>
    public ReadOnlySpan<byte> Current => _current;

    /// <summary>The bits of it that differ from the sample before; of the first sample, all.</summary>
    public ReadOnlySpan<byte> Changed => _changed;

    /// <summary>
    /// The next sample from <paramref name="from"/> on that differs from <see cref="Current"/>, which it becomes; -1 where none does.
    /// </summary>
    /// <param name="samples">Whole samples.</param>
    /// <param name="from">Number of a sample.</param>
    public int Next(ReadOnlySpan<byte> samples, int from)
    {
        int count = samples.Length / mask.Length;
        if (mask.Length == 1 && _any) from = SkipSingly(samples, from);
        for (int i = from; i < count; i++)
        {
            if (i == from + Singly && _any && SkipEqual(samples, i) is var reached && reached > i)
            {
                i = reached - 1;
                continue;
            }
            if (Differs(samples.Slice(i * mask.Length, mask.Length))) return i;
        }
        return -1;
    }

    // The common case, samples of one byte, without a call for each: noise changes with every other sample.
    private int SkipSingly(ReadOnlySpan<byte> samples, int from)
    {
        byte bits = mask[0], current = _current[0];
        int end = Math.Min(samples.Length, from + Singly);
        while (from < end && (samples[from] & bits) == current) from++;
        return from;
    }

    private bool Differs(ReadOnlySpan<byte> sample)
    {
        bool differs = !_any;
        for (int b = 0; b < sample.Length; b++) differs |= (sample[b] & mask[b]) != _current[b];
        if (!differs) return false;
        for (int b = 0; b < sample.Length; b++)
        {
            byte now = (byte)(sample[b] & mask[b]);
            if (_any) _changed[b] = (byte)(now ^ _current[b]);
            _current[b] = now;
        }
        _any = true;
        return true;
    }

    private int SkipEqual(ReadOnlySpan<byte> samples, int from)
    {
        int unit = mask.Length, width = Vector<byte>.Count;
        if (width % unit != 0) return from;
        Span<byte> masks = stackalloc byte[width], values = stackalloc byte[width];
        for (int i = 0; i < width; i++) (masks[i], values[i]) = (mask[i % unit], _current[i % unit]);
        Vector<byte> wantedMask = new(masks), wanted = new(values);
        ReadOnlySpan<Vector<byte>> vectors = MemoryMarshal.Cast<byte, Vector<byte>>(samples[(from * unit)..]);
        int skipped = 0;
        while (skipped < vectors.Length && (vectors[skipped] & wantedMask) == wanted) skipped++;
        return from + skipped * (width / unit);
    }
}
