namespace EdgeConv.Simulation.Line;

/// <summary>
/// Writes line.csv, one row per frame: time in microseconds, place and direction of the front axle in meters and degrees, speed in meters
/// per second, distance from the line in meters (positive to the right), the readout in cells, both duties, 0 to 10000, and the guard's
/// state.
/// </summary>
public static class LineCsv
{
    /// <summary>Writes all rows.</summary>
    public static void Write(TextWriter text, IReadOnlyList<LineRun> runs)
    {
        text.Write("track,time_us,x,y,heading,speed,aside,readout,servo,motor,state\n");
        foreach (LineRun run in runs)
            foreach (LineMoment moment in run.Moments)
                text.Write($"{run.Track.Name},{moment.Microseconds},{moment.Front.X:0.####},{moment.Front.Y:0.####}," +
                    $"{moment.Front.Heading * 180 / Math.PI:0.##},{moment.Speed:0.####},{moment.Aside:0.####}," +
                    $"{moment.Column256 / 256.0:0.####},{moment.ServoDuty},{moment.MotorDuty},{moment.Reason}\n");
    }
}
