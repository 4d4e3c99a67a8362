using System.Buffers.Binary;

namespace EdgeConv.Draw;

/// <summary>Reads and writes a note in a .png file: the tEXt chunk "Source" (PNG specification, third edition, 11.3.3).</summary>
public static class PngNote
{
    private const int HeaderEnd = 8 + 12 + 13;
    private const string Key = "Source\0";

    /// <summary>Returns the file with the note after its header.</summary>
    public static byte[] Add(byte[] png, string note) =>
        [.. png[..HeaderEnd], .. PixelPicture.Chunk("tEXt"u8, Encoding.Latin1.GetBytes(Key + note)), .. png[HeaderEnd..]];

    /// <summary>Returns the note of a file that <see cref="Add"/> made, or null.</summary>
    public static string? Read(byte[] png)
    {
        if (png.Length < HeaderEnd + 12 + Key.Length || Encoding.Latin1.GetString(png, HeaderEnd + 4, 4 + Key.Length) != "tEXt" + Key)
            return null;
        int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(HeaderEnd));
        return length < Key.Length || length > png.Length - HeaderEnd - 12 ? null
            : Encoding.Latin1.GetString(png, HeaderEnd + 8 + Key.Length, length - Key.Length);
    }
}
