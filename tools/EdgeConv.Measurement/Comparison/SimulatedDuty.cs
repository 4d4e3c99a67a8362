using System.Globalization;

namespace EdgeConv.Measurement.Comparison;

/// <summary>The duty over time of a simulation, read from its pwm.csv.</summary>
/// <param name="Steps">One step per row, from its time to that of the next row.</param>
/// <param name="FrameSeconds">Mean time from frame to frame, in seconds.</param>
public sealed record SimulatedDuty(IReadOnlyList<DutyStep> Steps, double FrameSeconds)
{
    private const int MaxRows = 1_000_000;
    private const int MaxFileBytes = 64 << 20;

    /// <summary>Length of the simulation in seconds.</summary>
    public double Seconds => Steps[^1].End;

    /// <summary>Reads a pwm.csv.</summary>
    /// <exception cref="UserException">The file is missing, is not a pwm.csv, or has a damaged row or fewer than two rows.</exception>
    public static SimulatedDuty Read(string path)
    {
        if (!Path.Exists(path)) throw new UserException($"--against {path}: no such file; name the pwm.csv of edgeconv simulate");
        List<(long Time, int Duty)> rows =
            BoundedFile.Input($"--against {path}", path, "the pwm.csv of edgeconv simulate", () => Rows(path));
        if (rows.Count < 2) throw new UserException($"--against {path} holds fewer than two rows; simulate more frames");
        double frame = (rows[^1].Time - rows[0].Time) / 1e6 / (rows.Count - 1);
        return new SimulatedDuty([.. rows.Select((row, i) => new DutyStep(row.Time / 1e6,
            i + 1 < rows.Count ? rows[i + 1].Time / 1e6 : row.Time / 1e6 + frame, row.Duty / 10_000.0))], frame);
    }

    private static List<(long Time, int Duty)> Rows(string path)
    {
        using Stream file = BoundedFile.Open(path, MaxFileBytes)
            ?? throw new UserException($"--against {path} is larger than {MaxFileBytes >> 20} MB; give the pwm.csv of edgeconv simulate");
        using StreamReader reader = new(file);
        if (reader.ReadLine() is { } head && head.Trim() != "time_us,frame,activation,duty") throw new UserException(
            $"--against {path} is not the pwm.csv of edgeconv simulate, whose first row is time_us,frame,activation,duty");
        List<(long Time, int Duty)> rows = [];
        for (int line = 2; reader.ReadLine() is { } text; line++)
        {
            if (text.Length == 0) continue;
            string[] cells = text.Split(',');
            if (cells.Length != 4 || !long.TryParse(cells[0], NumberStyles.None, null, out long time)
                || !int.TryParse(cells[3], NumberStyles.None, null, out int duty)
                || duty > 10_000 || time > 1L << 50 || (rows.Count > 0 && time <= rows[^1].Time))
                throw new UserException(
                    $"--against {path}, row {line}: the row must hold a time after that of the row above, and a duty of 0 to 10000");
            if (rows.Count == MaxRows)
                throw new UserException($"--against {path} holds more than {Amount.Of(MaxRows, "row")}; simulate fewer frames");
            rows.Add((time, duty));
        }
        return rows;
    }
}
