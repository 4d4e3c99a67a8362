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
        double largest = 0;
        bool integers = true;
        foreach (double[] reading in readings)
        {
            foreach (double value in reading)
            {
                largest = Math.Max(largest, Math.Abs(value));
                integers &= value == Math.Floor(value);
            }
        }

        double scale = 1;
        while (largest * scale > short.MaxValue) scale /= 10;
        if (!integers)
            while (scale < 10_000 && largest * scale * 10 <= short.MaxValue) scale *= 10;

        short minimum = short.MaxValue, maximum = short.MinValue;
        var frames = new List<RecordedFrame>(readings.Count);
        for (int i = 0; i < readings.Count; i++)
        {
            short[] values = Array.ConvertAll(readings[i], value => (short)Math.Round(value * scale));
            minimum = Math.Min(minimum, values.Min());
            maximum = Math.Max(maximum, values.Max());
            frames.Add(new RecordedFrame(values, labels[i]));
        }

        if (minimum == maximum) _ = maximum < short.MaxValue ? maximum++ : minimum--;
        return new Recording(name, shape.Format(minimum, maximum), frames, more) { UnitsPerReading = scale, IsPicture = isPicture };
    }
}
