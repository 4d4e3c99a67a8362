using Google.FlatBuffers;

namespace EdgeConv.Compiler.Tflite;

/// <summary>
/// The bytes of a FlatBuffer, with a limit for how much may be copied out of them. Without it, a hostile file could point at one long list
/// thousands of times, so that reading it would need far more memory than the file has bytes.
/// </summary>
/// <param name="bytes">The whole file.</param>
internal sealed class FlatFile(byte[] bytes) : ByteBuffer(bytes)
{
    // Number of elements that may still be copied. An intact file is read about once, and shared constants a few times.
    private long _budget = 16L * bytes.Length + (1 << 20);

    /// <summary>Counts elements that are about to be copied or worked on.</summary>
    /// <exception cref="ModelException">More elements were copied than an intact file needs.</exception>
    public void Spend(long elements)
    {
        _budget -= elements;
        if (_budget < 0)
            throw new ModelException("the file is damaged: its parts point at the same data too often; export the model again");
    }
}
