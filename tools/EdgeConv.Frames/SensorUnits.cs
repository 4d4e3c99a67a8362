namespace EdgeConv.Frames;

/// <summary>Turns the readings of a recording, any real numbers, into the 16-bit units a sensor gives.</summary>
public static class SensorUnits
{
    /// <summary>
    /// Keeps integers as they are; otherwise scales all readings by the power of ten that keeps most decimals. The range is the recording's
    /// own.
    /// </summary>
    /// <param name="name">The recording's name.</param>
    /// <param name="shape">Shape of every frame.</param>
    /// <param name="readings">At least one frame: finite values, row-major HWC.</param>
    /// <param name="labels">A label per frame.</param>
    /// <param name="more">The origin holds more frames.</param>
    /// <param name="isPicture">The readings are brightness from 0 to 255.</param>
    public static Recording Record(
        string name, FrameShape shape, IReadOnlyList<double[]> readings, IReadOnlyList<string> labels, bool more, bool isPicture = false)
    {
        double max = readings.Max(reading => reading.Max(Math.Abs)), scale = 1;
        while (max * scale > short.MaxValue) scale /= 10;
        if (!readings.All(reading => reading.All(value => value == Math.Floor(value))))
            while (scale < 10_000 && max * scale * 10 <= short.MaxValue) scale *= 10;
        RecordedFrame[] frames = [.. readings.Zip(labels, (reading, label) =>
            new RecordedFrame(Array.ConvertAll(reading, value => (short)Math.Round(value * scale)), label))];
        short minimum = frames.Min(frame => frame.Values.Min()), maximum = frames.Max(frame => frame.Values.Max());
        if (minimum == maximum) _ = maximum < short.MaxValue ? maximum++ : minimum--;
        return new Recording(name, shape.Format(minimum, maximum), frames, more) { UnitsPerReading = scale, IsPicture = isPicture };
    }
}
