namespace EdgeConv.Training.Data;

/// <summary>Augmentation: shifts each training frame, scales its amplitude and adds noise, at random.</summary>
/// <param name="Shift">Maximum shift as a fraction of the frame's size: along time for windows, along rows and columns for others.</param>
/// <param name="Gain">Maximum change of the amplitude, as a fraction of it.</param>
/// <param name="Noise">Standard deviation of the noise, as a fraction of the input's range.</param>
public sealed record Augmentation(double Shift, double Gain, double Noise)
{
    /// <summary>
    /// What suits a kind of frames. The range of a 1-D sensor holds gravity and knocks, beside which the motions to be told apart are
    /// small: less noise.
    /// </summary>
    public static Augmentation For(FrameKind kind) => kind == FrameKind.Window ? new(0.25, 0.1, 0.003) : new(0.1, 0.1, 0.02);

    /// <summary>Writes a changed copy of a frame.</summary>
    /// <param name="sample">The frame.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="range">Of the input.</param>
    /// <param name="random">Draws the changes.</param>
    /// <param name="frame">Receives shape.Length values in the sensor's units, HWC.</param>
    public void Apply(Sample sample, FrameShape shape, FrameKind kind, InputRange range, Random random, Span<float> frame)
    {
        double Draw(double max) => (2 * random.NextDouble() - 1) * max;
        if (kind == FrameKind.Window) MoveInTime(sample, shape, (int)Math.Round(Draw(Shift * shape.Width)), frame);
        else Move(sample.Recording.Values.AsSpan(sample.Offset, shape.Length), shape, Draw(Shift * shape.Height), Draw(Shift * shape.Width),
            frame);
        float gain = (float)(1 + Draw(Gain)), noise = (float)Noise * range.Unit;
        for (int i = 0; i < frame.Length; i++) frame[i] *= gain;
        if (noise > 0)
            for (int i = 0; i < frame.Length; i++) frame[i] += noise * (float)Normal.Next(random);
    }

    // Another stretch of the same recording, as far as it reaches.
    private static void MoveInTime(Sample sample, FrameShape shape, int samples, Span<float> frame)
    {
        int offset = Math.Clamp(sample.Offset + samples * shape.Channels, 0,
            (sample.Recording.Values.Length - shape.Length) / shape.Channels * shape.Channels);
        sample.Recording.Values.AsSpan(offset, shape.Length).CopyTo(frame);
    }

    // Moves by fractions of a cell with bilinear interpolation; cells beyond the edge repeat the outermost one.
    private static void Move(ReadOnlySpan<float> source, FrameShape shape, double down, double right, Span<float> frame)
    {
        (int height, int width, int channels) = shape;
        int y0 = (int)Math.Floor(down), x0 = (int)Math.Floor(right);
        float fy = (float)(down - y0), fx = (float)(right - x0);
        for (int y = 0; y < height; y++)
        {
            int above = Math.Clamp(y + y0, 0, height - 1) * width, below = Math.Clamp(y + y0 + 1, 0, height - 1) * width;
            for (int x = 0; x < width; x++)
            {
                int left = Math.Clamp(x + x0, 0, width - 1), next = Math.Clamp(x + x0 + 1, 0, width - 1);
                for (int c = 0; c < channels; c++)
                {
                    float upper = source[(above + left) * channels + c] * (1 - fx) + source[(above + next) * channels + c] * fx;
                    float lower = source[(below + left) * channels + c] * (1 - fx) + source[(below + next) * channels + c] * fx;
                    frame[(y * width + x) * channels + c] = upper * (1 - fy) + lower * fy;
                }
            }
        }
    }
}
