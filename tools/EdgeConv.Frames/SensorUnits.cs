namespace EdgeConv.Frames;

/// <summary>Converts the readings of a recording, which may be any real numbers, to 16-bit values like those of a sensor.</summary>
public static class SensorUnits
{
    /// <summary>
    /// Keeps integers as they are. Otherwise it scales all readings by the largest power of ten for which they fit 16 bits. The range of
    /// the format is that of the values.
    /// </summary>
    /// <param name="name">Name of the recording.</param>
    /// <param name="shape">Shape of every frame, HWC.</param>
    /// <param name="readings">Frames, at least one, of finite values, row-major HWC.</param>
    /// <param name="labels">Label of each frame.</param>
    /// <param name="more">Whether the origin holds more frames.</param>
    /// <param name="isPicture">Whether the readings are brightness from 0 to 255.</param>
    /// <param name="fitted">How frames of another size became these, in words, or null.</param>
    public static Recording Record(
        string name, FrameShape shape, IReadOnlyList<double[]> readings, IReadOnlyList<string> labels, bool more, bool isPicture = false,
        string? fitted = null)
    {
        double max = readings.Max(reading => reading.Max(Math.Abs)), scale = 1;
        while (max * scale > short.MaxValue) scale /= 10;
        if (!readings.All(reading => reading.All(value => value == Math.Floor(value))))
            while (scale < 10_000 && max * scale * 10 <= short.MaxValue) scale *= 10;
        RecordedFrame[] frames = [.. readings.Zip(labels, (reading, label) =>
            new RecordedFrame(Array.ConvertAll(reading, value => (short)Math.Round(value * scale)), label))];
        short minimum = frames.Min(frame => frame.Values.Min()), maximum = frames.Max(frame => frame.Values.Max());
        if (minimum == maximum) _ = maximum < short.MaxValue ? maximum++ : minimum--;
        return new Recording(name, shape.Format(minimum, maximum), frames, more)
        {
            UnitsPerReading = scale, IsPicture = isPicture, Fitted = fitted
        };
    }
}
