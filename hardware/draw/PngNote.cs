using System.Buffers.Binary;
using System.IO.Hashing;

namespace EdgeConv.Draw;

/// <summary>A note within a .png file: its tEXt chunk "Source" (PNG specification, 11.3.3).</summary>
public static class PngNote
{
    private const int HeaderEnd = 8 + 12 + 13;
    private const string Key = "Source\0";

    /// <summary>The file with the note behind its header.</summary>
    public static byte[] Add(byte[] png, string note)
    {
        byte[] text = Encoding.Latin1.GetBytes("tEXt" + Key + note);
        byte[] chunk = new byte[4 + text.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(chunk, text.Length - 4);
        text.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(4 + text.Length), Crc32.HashToUInt32(text));
        return [.. png[..HeaderEnd], .. chunk, .. png[HeaderEnd..]];
    }

    /// <summary>The note of a file that <see cref="Add"/> made, or null.</summary>
    public static string? Read(byte[] png)
    {
        if (png.Length < HeaderEnd + 12 + Key.Length || Encoding.Latin1.GetString(png, HeaderEnd + 4, 4 + Key.Length) != "tEXt" + Key)
            return null;
        int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(HeaderEnd));
        return length < Key.Length || length > png.Length - HeaderEnd - 12 ? null
            : Encoding.Latin1.GetString(png, HeaderEnd + 8 + Key.Length, length - Key.Length);
    }
}
