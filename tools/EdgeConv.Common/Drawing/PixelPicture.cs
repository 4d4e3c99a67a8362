using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using SkiaSharp;

namespace EdgeConv.Common.Drawing;

/// <summary>
/// A picture of filled rectangles that is written as .png. If 256 colors are enough, the file has a palette, and a row that repeats the row
/// above is written as no change. That is many times faster than a general encoder, because most rows repeat. Source: PNG specification,
/// third edition.
/// </summary>
public sealed class PixelPicture
{
    private readonly int _width, _height;
    private readonly uint[] _pixels; // 0xAARRGGBB, row by row

    /// <summary>Makes a picture of one color.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="background">The color.</param>
    public PixelPicture(int width, int height, SKColor background)
    {
        (_width, _height, _pixels) = (width, height, new uint[width * height]);
        Array.Fill(_pixels, (uint)background);
    }

    /// <summary>Fills the part of a rectangle that is inside the picture. All positions are in pixels.</summary>
    public void Fill(int left, int top, int width, int height, SKColor color)
    {
        int right = Math.Min(left + width, _width), bottom = Math.Min(top + height, _height);
        left = Math.Max(left, 0);
        for (int y = Math.Max(top, 0); y < bottom && left < right; y++) _pixels.AsSpan(y * _width + left, right - left).Fill((uint)color);
    }

    /// <summary>Writes a text in <see cref="PixelFont"/>.</summary>
    /// <param name="left">Left edge of the text in pixels.</param>
    /// <param name="top">Top edge of the text in pixels.</param>
    /// <param name="scale">Pixels per dot of the font, at least 1.</param>
    /// <param name="color">Color of the text.</param>
    /// <param name="text">The text.</param>
    public void Text(int left, int top, int scale, SKColor color, string text)
    {
        foreach ((int x, int y) in PixelFont.Pixels(text)) Fill(left + x * scale, top + y * scale, scale, scale, color);
    }

    /// <summary>Returns the content of the .png file.</summary>
    public byte[] ToPng()
    {
        if (WithPalette() is { } file) return file;
        using SKBitmap bitmap = new(new SKImageInfo(_width, _height, SKColorType.Rgba8888, SKAlphaType.Unpremul))
        {
            Pixels = Array.ConvertAll(_pixels, pixel => (SKColor)pixel)
        };
        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    // Returns null if the picture has transparent colors or more than 256 colors.
    private byte[]? WithPalette()
    {
        const byte Up = 2;
        Dictionary<uint, byte> palette = [];
        byte[] row = new byte[1 + _width], same = new byte[1 + _width];
        same[0] = Up;
        using MemoryStream rows = new();
        using (ZLibStream deflated = new(rows, CompressionLevel.Fastest, leaveOpen: true))
            for (int y = 0; y < _height; y++)
            {
                ReadOnlySpan<uint> pixels = Row(y);
                bool repeats = y > 0 && pixels.SequenceEqual(Row(y - 1));
                for (int x = 0; x < _width && !repeats; x++)
                {
                    if (x > 0 && pixels[x] == pixels[x - 1]) row[x + 1] = row[x];
                    else if (!palette.TryGetValue(pixels[x], out row[x + 1]))
                    {
                        if (palette.Count > byte.MaxValue || pixels[x] >> 24 < byte.MaxValue) return null;
                        palette.Add(pixels[x], row[x + 1] = (byte)palette.Count);
                    }
                }
                deflated.Write(repeats ? same : row);
            }
        // The five last bytes: 8 bits per index, palette, deflate, standard filters, not interlaced.
        byte[] header = [.. BigEndian(_width), .. BigEndian(_height), 8, 3, 0, 0, 0];
        byte[] colors = [.. palette.Keys.SelectMany(color => new[] { (byte)(color >> 16), (byte)(color >> 8), (byte)color })];
        return [0x89, .. "PNG\r\n\x1A\n"u8, .. Chunk("IHDR"u8, header), .. Chunk("PLTE"u8, colors), .. Chunk("IDAT"u8, rows.ToArray()),
            .. Chunk("IEND"u8, [])];
    }

    /// <summary>Returns a chunk of a .png file: length of the data, type, data, and CRC-32 of type and data.</summary>
    /// <param name="type">Type of the chunk: four ASCII letters.</param>
    /// <param name="data">Data of the chunk.</param>
    public static byte[] Chunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        byte[] body = [.. type, .. data];
        return [.. BigEndian(data.Length), .. body, .. BigEndian((int)Crc32.HashToUInt32(body))];
    }

    private ReadOnlySpan<uint> Row(int y) => _pixels.AsSpan(y * _width, _width);

    private static byte[] BigEndian(int number)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }
}
