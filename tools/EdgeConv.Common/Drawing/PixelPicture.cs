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

    /// <summary>Writes a text in <see cref="TextFont"/>.</summary>
    /// <param name="left">Left edge of the text in pixels.</param>
    /// <param name="top">Top edge of the capital letters in pixels.</param>
    /// <param name="size">Size of the font in pixels.</param>
    /// <param name="color">Color of the text.</param>
    /// <param name="text">The text.</param>
    public void Text(int left, int top, int size, SKColor color, string text)
    {
        if (text.Length == 0) return;
        (float[,] cover, int baseLine) = TextFont.Mask(text, size);
        top += TextFont.CapitalHeight(size) - baseLine;
        for (int row = 0; row < cover.GetLength(0); row++)
        {
            int y = top + row;
            if (y < 0 || y >= _height) continue;
            for (int column = 0; column < cover.GetLength(1); column++)
            {
                int x = left + column;
                if (cover[row, column] > 0 && x >= 0 && x < _width)
                    _pixels[y * _width + x] = (uint)Mix((SKColor)_pixels[y * _width + x], color, cover[row, column]);
            }
        }
    }

    /// <summary>Draws a curve through values that are as far apart as fills the width.</summary>
    /// <param name="left">Left edge in pixels.</param>
    /// <param name="top">Top edge in pixels.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="values">Heights of the points, 0 to 1; at least one.</param>
    /// <param name="color">Color of the curve.</param>
    public void Curve(int left, int top, int width, int height, ReadOnlySpan<double> values, SKColor color)
    {
        const int Thickness = 2;
        int before = -1;
        for (int x = 0; x < width; x++)
        {
            double at = (double)x * (values.Length - 1) / Math.Max(1, width - 1);
            int i = (int)at, next = Math.Min(i + 1, values.Length - 1);
            double value = Math.Clamp(values[i] + (values[next] - values[i]) * (at - i), 0, 1);
            int y = (int)Math.Round((1 - value) * (height - Thickness));
            (int from, int to) = before < 0 ? (y, y) : (Math.Min(y, before), Math.Max(y, before));
            Fill(left + x, top + from, 1, to - from + Thickness, color);
            before = y;
        }
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

    private static SKColor Mix(SKColor from, SKColor to, float share)
    {
        byte Channel(byte a, byte b) => (byte)Math.Round(a + (b - a) * share);
        return new(Channel(from.Red, to.Red), Channel(from.Green, to.Green), Channel(from.Blue, to.Blue));
    }

    private ReadOnlySpan<uint> Row(int y) => _pixels.AsSpan(y * _width, _width);

    private static byte[] BigEndian(int number)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }
}
