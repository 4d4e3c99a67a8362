using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace EdgeConv.Simulation.Frames;

/// <summary>Sensor rows: a .csv or .csv.gz with one frame per row, HWC, comma separated, and perhaps a label as one more column. A header row is skipped.</summary>
public static class CsvFrames
{
    private const int LongestLine = 1 << 20;
    private const int MostBlankLines = 1000;
    private const long LargestText = 256L << 20;

    /// <summary>Reads a file, up to <paramref name="count"/> rows of it.</summary>
    /// <exception cref="SimulationException">A row of another size, a cell that is no number, or a file out of bounds.</exception>
    public static Recording Read(string path, FrameShape shape, int count)
    {
        using FileStream file = File.OpenRead(path);
        return Read(file, path, Path.GetFileName(path), shape, count);
    }

    /// <summary>Reads a stream, gzip or plain.</summary>
    /// <param name="stream">Seekable.</param>
    /// <param name="path">What errors name.</param>
    /// <param name="name">What the report names.</param>
    /// <param name="shape">What the model takes.</param>
    /// <param name="count">Most rows to read.</param>
    public static Recording Read(Stream stream, string path, string name, FrameShape shape, int count)
    {
        var readings = new List<double[]>();
        var labels = new List<string>();
        bool more = false;
        try
        {
            bool gzip = stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B;
            stream.Position = 0;
            using Stream plain = gzip ? new GZipStream(stream, CompressionMode.Decompress) : stream;
            using var text = new StreamReader(new BoundedStream(plain, LargestText, path), Encoding.UTF8);
            var buffer = new StringBuilder();
            int row = 0, columns = 0, blank = 0;
            while (ReadLine(text, buffer, path, row + 1) is { } line)
            {
                row++;
                if (string.IsNullOrWhiteSpace(line))
                {
                    if (++blank > MostBlankLines) throw new SimulationException($"{path}, row {row}: over {MostBlankLines} blank lines; is this a CSV file?");
                    continue;
                }
                if (readings.Count == count)
                {
                    more = true;
                    break;
                }

                string[] cells = line.Split(',', shape.Length + 2, StringSplitOptions.TrimEntries);
                if (readings.Count == 0 && columns == 0 && (cells.Length == shape.Length || cells.Length == shape.Length + 1) && !cells.Any(IsNumber))
                {
                    columns = cells.Length;
                    continue;
                }

                if (cells.Length != shape.Length && cells.Length != shape.Length + 1)
                    throw new SimulationException($"{path}, row {row}: {Count(cells.Length, shape.Length + 2)}, but a frame of {shape} has {shape.Length} (and perhaps a label)");
                if (columns != 0 && cells.Length != columns)
                    throw new SimulationException($"{path}, row {row}: {cells.Length} values, but the rows above have {columns}");
                columns = cells.Length;
                readings.Add(Numbers(cells, shape.Length, path, row));
                labels.Add(cells.Length > shape.Length ? cells[shape.Length] : $"row {row}");
            }
        }
        catch (InvalidDataException)
        {
            throw new SimulationException($"{path}: damaged or truncated gzip data");
        }

        if (readings.Count == 0) throw new SimulationException($"{path}: no frames in it");
        return SensorUnits.Record(name, shape, readings, labels, more);
    }

    private static string Count(int found, int most) => found == most ? $"{most} values or more" : found == 1 ? "1 value" : $"{found} values";

    private static bool IsNumber(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static double[] Numbers(string[] cells, int length, string path, int row)
    {
        var values = new double[length];
        for (int i = 0; i < length; i++)
        {
            if (!double.TryParse(cells[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]) || !double.IsFinite(values[i]))
                throw new SimulationException($"{path}, row {row}, column {i + 1}: '{Printable.Text(cells[i], 20)}' is not a number");
        }
        return values;
    }

    // StreamReader.ReadLine would hold a line of any length.
    private static string? ReadLine(StreamReader text, StringBuilder line, string path, int row)
    {
        line.Clear();
        int c = text.Read();
        if (c < 0) return null;
        for (; c >= 0 && c != '\n'; c = text.Read())
        {
            if (line.Length == LongestLine) throw new SimulationException($"{path}, row {row}: longer than 1 MB; is this a CSV file?");
            line.Append((char)c);
        }
        return line.ToString();
    }
}
