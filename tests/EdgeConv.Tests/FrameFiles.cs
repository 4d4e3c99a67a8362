using System.IO.Hashing;

namespace EdgeConv.Tests;

/// <summary>Makes the files that frames are read from, good and bad.</summary>
internal static class FrameFiles
{
    /// <summary>A row of 64 values, 0 to 16.</summary>
    public static readonly string Row = string.Join(',', Enumerable.Range(0, 64).Select(i => i % 17));

    public static byte[] Csv(params string[] rows) => Encoding.UTF8.GetBytes(string.Join('\n', rows) + "\n");

    public static byte[] Gzip(byte[] data)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest)) gzip.Write(data);
        return memory.ToArray();
    }

    public static SKColor Grey(int level) => new((byte)level, (byte)level, (byte)level);

    public static byte[] Png(int width, int height, Func<int, int, SKColor> color)
    {
        using var bitmap = new SKBitmap(width, height);
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++) bitmap.SetPixel(x, y, color(x, y));
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>A PNG whose header claims another size than its data has.</summary>
    public static byte[] PngClaiming(int width, int height)
    {
        byte[] png = Png(1, 1, (_, _) => SKColors.White);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        uint crc = Crc32.HashToUInt32(png.AsSpan(12, 17));
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), crc);
        return png;
    }

    public static byte[] Npy(string type, string shape, byte[] data, string order = "False")
    {
        string header = $"{{'descr': '{type}', 'fortran_order': {order}, 'shape': {shape}, }}";
        header = header.PadRight((header.Length + 10 + 64) / 64 * 64 - 11) + "\n";
        byte[] start = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8)];
        return [.. start, .. Encoding.Latin1.GetBytes(header), .. data];
    }

    /// <summary>
    /// An animated GIF of even grey pictures. Its LZW codes are never longer than 8 bits: the dictionary is cleared before it grows.
    /// </summary>
    public static byte[] Gif(int width, int height, params byte[] greys)
    {
        var gif = new List<byte>();
        void Short(int value) => gif.AddRange([(byte)value, (byte)(value >> 8)]);
        gif.AddRange("GIF89a"u8);
        Short(width);
        Short(height);
        gif.AddRange([0xF6, 0, 0]);
        for (int i = 0; i < 128; i++) gif.AddRange([(byte)(i * 2), (byte)(i * 2), (byte)(i * 2)]);
        foreach (byte grey in greys)
        {
            gif.AddRange([0x21, 0xF9, 4, 4, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0]);
            Short(width);
            Short(height);
            gif.AddRange([0, 7]);
            var codes = new List<byte>();
            for (int i = 0; i < width * height; i++)
            {
                if (i % 100 == 0) codes.Add(128);
                codes.Add((byte)(grey / 2));
            }
            codes.Add(129);
            foreach (byte[] block in codes.Chunk(255)) gif.AddRange([(byte)block.Length, .. block]);
            gif.Add(0);
        }
        gif.Add(0x3B);
        return [.. gif];
    }
}
