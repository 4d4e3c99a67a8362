using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace EdgeConv.Frames;

/// <summary>The lines of a .csv or .csv.gz that hold something, in bounded memory.</summary>
internal static class CsvLines
{
    private const int MaxLine = 1 << 20, MaxBlankLines = 1000;
    private const long MaxText = 256L << 20, MaxUnpackedOfAny = 16L << 20;

    /// <summary>Reads line by line.</summary>
    /// <param name="stream">Seekable, gzip or plain.</param>
    /// <param name="path">What errors name.</param>
    /// <param name="maxLine">Maximum number of characters of a line.</param>
    /// <returns>Row, from 1, and text.</returns>
    /// <exception cref="UserException">A file out of bounds, or damaged gzip data.</exception>
    public static IEnumerable<(int Row, string Line)> Of(Stream stream, string path, int maxLine = MaxLine)
    {
        bool gzip = stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B || path.HasEnding(".gz");
        stream.Position = 0;
        using Stream plain = gzip ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        long limit = gzip ? BoundedFile.UnpackedLimit(stream.Length, MaxUnpackedOfAny, MaxText) : MaxText;
        using var text = new StreamReader(new BoundedStream(plain, limit, path), Encoding.UTF8);
        var buffer = new StringBuilder();
        int blank = 0;
        for (int row = 1; ReadLine(text, buffer, path, row, maxLine) is { } line; row++)
        {
            if (!string.IsNullOrWhiteSpace(line)) yield return (row, line);
            else if (++blank > MaxBlankLines)
                throw new UserException($"{path}, row {row}: over {Amount.Of(MaxBlankLines, "blank line")}; is this a CSV file?");
        }
    }

    /// <summary>True for what reads as a number.</summary>
    public static bool IsNumber(string cell) => double.TryParse(cell, NumberStyles.Float, null, out _);

    /// <summary>The number of a cell.</summary>
    /// <exception cref="UserException">It is none, or not finite.</exception>
    public static double Number(string cell, string path, int row, int column) => FiniteNumber(cell) ??
        throw new UserException($"{path}, row {row}, column {column}: '{Printable.Text(cell, 20)}' is not a number");

    /// <summary>The number of a cell, or null if it is none, or not finite.</summary>
    public static double? FiniteNumber(string cell) =>
        double.TryParse(cell, NumberStyles.Float, null, out double value) && double.IsFinite(value) ? value : null;

    // StreamReader.ReadLine would hold a line of any length.
    private static string? ReadLine(StreamReader text, StringBuilder line, string path, int row, int maxLine)
    {
        try
        {
            line.Clear();
            int c = text.Read();
            if (c < 0) return null;
            for (; c >= 0 && c != '\n'; c = text.Read())
            {
                if (line.Length == maxLine)
                    throw new UserException($"{path}, row {row}: longer than {maxLine >> 20} MB; is this a CSV file?");
                line.Append((char)c);
            }
            return line.ToString();
        }
        catch (InvalidDataException)
        {
            throw new UserException($"{path}: damaged or truncated gzip data");
        }
    }
}
