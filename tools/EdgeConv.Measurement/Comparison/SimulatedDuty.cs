using System.Globalization;

namespace EdgeConv.Measurement.Comparison;

/// <summary>The duty over time of a simulation, read from its pwm.csv.</summary>
/// <param name="Steps">A step a row: from the begin of the frame's period to the next.</param>
/// <param name="FrameSeconds">Time from frame to frame.</param>
public sealed record SimulatedDuty(IReadOnlyList<DutyStep> Steps, double FrameSeconds)
{
    private const int MaxRows = 1_000_000;
    private const int LargestFile = 64 << 20;

    /// <summary>Seconds of the whole simulation.</summary>
    public double Seconds => Steps[^1].End;

    /// <summary>Reads a pwm.csv.</summary>
    /// <exception cref="UserException">Another kind of file, a damaged row, or none.</exception>
    public static SimulatedDuty Read(string path)
    {
        if (!Path.Exists(path)) throw new UserException($"--against {path}: no such file; name the pwm.csv of edgeconv simulate");
        List<(long Time, int Duty)> rows =
            BoundedFile.Input($"--against {path}", path, "the pwm.csv of edgeconv simulate", () => Rows(path));
        if (rows.Count < 2) throw new UserException($"--against {path}: fewer than two rows");
        double frame = (rows[^1].Time - rows[0].Time) / 1e6 / (rows.Count - 1);
        return new SimulatedDuty([.. rows.Select((row, i) => new DutyStep(row.Time / 1e6,
            i + 1 < rows.Count ? rows[i + 1].Time / 1e6 : row.Time / 1e6 + frame, row.Duty / 10_000.0))], frame);
    }

    private static List<(long Time, int Duty)> Rows(string path)
    {
        using Stream file = BoundedFile.Open(path, LargestFile)
            ?? throw new UserException($"--against {path}: over {LargestFile >> 20} MB; a pwm.csv is smaller");
        using StreamReader reader = new(file);
        if (reader.ReadLine() is { } head && head.Trim() != "time_us,frame,activation,duty") throw new UserException(
            $"--against {path}: not the pwm.csv of edgeconv simulate (its first row is time_us,frame,activation,duty)");
        List<(long Time, int Duty)> rows = [];
        for (int line = 2; reader.ReadLine() is { } text; line++)
        {
            if (text.Length == 0) continue;
            string[] cells = text.Split(',');
            if (cells.Length != 4 || !long.TryParse(cells[0], NumberStyles.None, null, out long time)
                || !int.TryParse(cells[3], NumberStyles.None, null, out int duty)
                || duty > 10_000 || time > 1L << 50 || (rows.Count > 0 && time <= rows[^1].Time))
                throw new UserException($"--against {path}, row {line}: no time after the row above, with a duty of 0 to 10000");
            if (rows.Count == MaxRows) throw new UserException($"--against {path}: over {Amount.Of(MaxRows, "row")}");
            rows.Add((time, duty));
        }
        return rows;
    }
}
