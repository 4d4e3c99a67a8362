using Google.FlatBuffers;

namespace EdgeConv.Compiler.Tflite;

/// <summary>
/// The bytes of a FlatBuffer. A hostile file may point at one long list thousands of times, so all that is copied out of the file is
/// counted.
/// </summary>
/// <param name="bytes">The whole file.</param>
internal sealed class FlatFile(byte[] bytes) : ByteBuffer(bytes)
{
    // Elements that may still be copied. A good file is read about once, shared constants a few times.
    private long _left = 16L * bytes.Length + (1 << 20);

    /// <summary>Counts elements that are about to be copied or worked on.</summary>
    /// <exception cref="ModelException">More than the file can mean.</exception>
    public void Spend(long elements)
    {
        _left -= elements;
        if (_left < 0) throw new ModelException("the file is damaged: its parts point at the same data too often");
    }
}
