namespace EdgeConv.Tests;

/// <summary>Marsaglia's generator of 32 bits, with which ../shared/data, device programs and committed samples make their values.</summary>
internal sealed class Xorshift(uint state)
{
    public uint Next()
    {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        return state;
    }

    public int Range(int low, int high) => low + (int)((Next() >> 8) % (uint)(high - low + 1));
}
