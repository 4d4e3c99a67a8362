using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace EdgeConv.Simulation.Report;

/// <summary>
/// A picture of filled rectangles, and its PNG. Most rows repeat the row above and hold few colours, so the PNG has a palette where 256
/// colours are enough, and a row that repeats is written as no change: many times faster to make than a general encoder's, with the same
/// pixels. Source: PNG specification, third edition.
/// </summary>
internal sealed class PixelPicture
{
    private const int MaxPaletteColors = 256;
    private static readonly byte[] s_signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private readonly int _width, _height;
    private readonly uint[] _pixels; // 0xRRGGBB, row by row

    /// <summary>Makes a black picture.</summary>
    public PixelPicture(int width, int height) => (_width, _height, _pixels) = (width, height, new uint[width * height]);

    /// <summary>Fills the picture with one colour, 0xRRGGBB.</summary>
    public void Clear(uint color) => Array.Fill(_pixels, color);

    /// <summary>Fills a rectangle with one colour, 0xRRGGBB; what lies outside the picture is left out.</summary>
    public void Fill(int left, int top, int width, int height, uint color)
    {
        int right = Math.Min(left + width, _width), bottom = Math.Min(top + height, _height);
        left = Math.Max(left, 0);
        for (int y = Math.Max(top, 0); y < bottom && left < right; y++) _pixels.AsSpan(y * _width + left, right - left).Fill(color);
    }

    /// <summary>The bytes of the .png file.</summary>
    public byte[] ToPng()
    {
        Dictionary<uint, byte>? palette = Palette();
        using var file = new MemoryStream();
        file.Write(s_signature);
        byte[] header = new byte[13]; // of them three stay 0: deflate, the five filters, not interlaced
        BinaryPrimitives.WriteInt32BigEndian(header, _width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), _height);
        header[8] = 8;
        header[9] = (byte)(palette is null ? 2 : 3); // RGB, or an index into the palette
        WriteChunk(file, "IHDR"u8, header);
        if (palette is not null)
        {
            byte[] colors = new byte[palette.Count * 3];
            foreach ((uint color, byte index) in palette) WriteRgb(colors.AsSpan(index * 3), color);
            WriteChunk(file, "PLTE"u8, colors);
        }
        WriteChunk(file, "IDAT"u8, Rows(palette));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    // Every colour and its index in order of first occurrence, or null where there are more than a palette takes.
    private Dictionary<uint, byte>? Palette()
    {
        var palette = new Dictionary<uint, byte>();
        for (int y = 0; y < _height; y++)
        {
            if (RepeatsAbove(y)) continue;
            uint last = ~_pixels[y * _width];
            foreach (uint color in Row(y))
            {
                if (color == last) continue;
                last = color;
                if (palette.ContainsKey(color)) continue;
                if (palette.Count == MaxPaletteColors) return null;
                palette.Add(color, (byte)palette.Count);
            }
        }
        return palette;
    }

    private byte[] Rows(Dictionary<uint, byte>? palette)
    {
        const byte NoFilter = 0, Up = 2;
        int pixelBytes = palette is null ? 3 : 1;
        byte[] row = new byte[1 + _width * pixelBytes], same = new byte[row.Length];
        same[0] = Up;
        row[0] = NoFilter;
        using var data = new MemoryStream();
        using (var deflated = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (int y = 0; y < _height; y++)
            {
                if (RepeatsAbove(y))
                {
                    deflated.Write(same);
                    continue;
                }
                ReadOnlySpan<uint> pixels = Row(y);
                if (palette is null)
                {
                    for (int x = 0; x < pixels.Length; x++) WriteRgb(row.AsSpan(1 + x * 3), pixels[x]);
                }
                else
                {
                    uint color = ~pixels[0];
                    byte index = 0;
                    for (int x = 0; x < pixels.Length; x++)
                    {
                        if (pixels[x] != color) index = palette[color = pixels[x]];
                        row[1 + x] = index;
                    }
                }
                deflated.Write(row);
            }
        }
        return data.ToArray();
    }

    private bool RepeatsAbove(int y) => y > 0 && Row(y).SequenceEqual(Row(y - 1));

    private ReadOnlySpan<uint> Row(int y) => _pixels.AsSpan(y * _width, _width);

    private static void WriteRgb(Span<byte> bytes, uint color)
    {
        bytes[0] = (byte)(color >> 16);
        bytes[1] = (byte)(color >> 8);
        bytes[2] = (byte)color;
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, byte[] data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        file.Write(word);
        file.Write(type);
        file.Write(data);
        Crc32 crc = new();
        crc.Append(type);
        crc.Append(data);
        BinaryPrimitives.WriteUInt32BigEndian(word, crc.GetCurrentHashAsUInt32());
        file.Write(word);
    }
}
