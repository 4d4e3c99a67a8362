using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace EdgeConv.Frames;

/// <summary>Reads the lines of a .csv or .csv.gz that are not blank, in bounded memory.</summary>
internal static class CsvLines
{
    private const int MaxLine = 1 << 20, MaxBlankLines = 1000;
    private const long MaxText = 256L << 20, MaxUnpackedOfAny = 16L << 20;

    /// <summary>Reads line by line.</summary>
    /// <param name="stream">A seekable stream, gzipped or plain.</param>
    /// <param name="path">Path of the file, which error messages name.</param>
    /// <param name="maxLine">Maximum number of characters in a line.</param>
    /// <returns>Number of each row, from 1, and its text.</returns>
    /// <exception cref="UserException">The file is too large or has too many blank lines, or its gzip data is damaged.</exception>
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
                throw new UserException(
                    $"{path}, row {row}: there are more than {Amount.Of(MaxBlankLines, "blank line")} above; give a CSV file");
        }
    }

    public static bool IsNumber(string cell) => double.TryParse(cell, NumberStyles.Float, null, out _);

    /// <summary>Parses the number in a cell.</summary>
    /// <exception cref="UserException">The cell holds no number, or one that is not finite.</exception>
    public static double Number(string cell, string path, int row, int column) => FiniteNumber(cell) ??
        throw new UserException($"{path}, row {row}, column {column}: '{Printable.Text(cell, 20)}' is not a number");

    /// <summary>Parses the number in a cell; null if there is none or it is not finite.</summary>
    public static double? FiniteNumber(string cell) =>
        double.TryParse(cell, NumberStyles.Float, null, out double value) && double.IsFinite(value) ? value : null;

    // StreamReader.ReadLine would read a line of any length into memory.
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
                    throw new UserException($"{path}, row {row} is longer than {maxLine >> 20} MB; give a CSV file");
                line.Append((char)c);
            }
            return line.ToString();
        }
        catch (InvalidDataException)
        {
            throw new UserException($"{path} holds damaged or truncated gzip data");
        }
    }
}
