using System.Numerics;
using System.Runtime.InteropServices;

namespace EdgeConv.Measurement.Captures;

/// <summary>
/// Finds the samples that differ from the sample before. It compares the first samples one by one and the following ones as vectors.
/// </summary>
/// <param name="mask">Bits of a sample to compare; its length is that of a sample in bytes.</param>
internal sealed class LevelScan(byte[] mask)
{
    // Number of samples compared one by one. Noise changes so often that preparing vectors would take longer.
    private const int Singly = 16;

    private readonly byte[] _current = new byte[mask.Length];
    private readonly byte[] _changed = [.. mask];
    private bool _any;

    /// <summary>Masked bits of the sample that was found last.</summary>
    public ReadOnlySpan<byte> Current => _current;

    /// <summary>Bits of <see cref="Current"/> that differ from the sample before; all masked bits for the first sample.</summary>
    public ReadOnlySpan<byte> Changed => _changed;

    /// <summary>
    /// Returns the index of the next sample that differs from <see cref="Current"/>, which then becomes that sample; -1 if there is none.
    /// </summary>
    /// <param name="samples">Complete samples.</param>
    /// <param name="from">Index of the sample to begin with.</param>
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

    // Fast path for samples of one byte, which are common: it avoids a method call per sample.
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
