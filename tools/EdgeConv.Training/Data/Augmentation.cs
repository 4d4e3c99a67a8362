namespace EdgeConv.Training.Data;

/// <summary>Augmentation: moves and distorts each training frame, scales its amplitude and adds noise, at random.</summary>
/// <param name="Shift">Maximum shift as a fraction of the frame's size: along time for windows, along rows and columns for others.</param>
/// <param name="Gain">Maximum change of the amplitude, as a fraction of it.</param>
/// <param name="Noise">Standard deviation of the noise, as a fraction of the input's range.</param>
/// <param name="Turn">Maximum rotation about the middle of the frame, in degrees; windows are not rotated.</param>
/// <param name="Zoom">Maximum change of the size, as a fraction of it; windows keep their length.</param>
/// <param name="Warp">Maximum distance by which the parts of a frame move against each other, as a fraction of its size; windows are not
/// distorted.</param>
public sealed record Augmentation(double Shift, double Gain, double Noise, double Turn = 0, double Zoom = 0, double Warp = 0)
{
    /// <summary>
    /// Default augmentation for a kind of frames. Windows get less noise: the range of a 1-D sensor also covers gravity and knocks, so the
    /// motions that the network must tell apart are only a small part of it.
    /// </summary>
    public static Augmentation For(FrameKind kind) => kind == FrameKind.Window ? new(0.25, 0.1, 0.003) : new(0.1, 0.1, 0.02);

    /// <summary>Writes a changed copy of a frame.</summary>
    /// <param name="sample">The frame to change; it stays as it is.</param>
    /// <param name="shape">Shape of the frame, HWC.</param>
    /// <param name="kind">Kind of the frame: a window is shifted along time, any other frame along rows and columns.</param>
    /// <param name="range">Range of the network's input; the noise is a fraction of it.</param>
    /// <param name="random">Source of every random choice.</param>
    /// <param name="frame">Receives shape.Length values in the sensor's units, HWC.</param>
    /// <returns>How far the content of the frame moved, in pixels to the right and down; 0 for a window.</returns>
    public (double Right, double Down) Apply(
        Sample sample, FrameShape shape, FrameKind kind, InputRange range, Random random, Span<float> frame)
    {
        double Draw(double max) => (2 * random.NextDouble() - 1) * max;
        (double down, double right) = (0, 0);
        if (kind == FrameKind.Window) MoveInTime(sample, shape, (int)Math.Round(Draw(Shift * shape.Width)), frame);
        else
        {
            (down, right) = (Draw(Shift * shape.Height), Draw(Shift * shape.Width));
            ReadOnlySpan<float> source = sample.Recording.Values.AsSpan(sample.Offset, shape.Length);
            if (Turn == 0 && Zoom == 0 && Warp == 0) Move(source, shape, down, right, frame);
            else Distort(source, shape, down, right, Draw(Turn) * Math.PI / 180, 1 + Draw(Zoom),
                Warp == 0 ? null : new ElasticDistortion(shape, Warp, random), frame);
        }
        float gain = (float)(1 + Draw(Gain)), noise = (float)Noise * range.Unit;
        for (int i = 0; i < frame.Length; i++) frame[i] *= gain;
        if (noise > 0)
            for (int i = 0; i < frame.Length; i++) frame[i] += noise * (float)Normal.Next(random);
        // Each cell takes the value of the one further right and down, so the content moves to the left and up.
        return (-right, -down);
    }

    // Copies a window that begins earlier or later in the same recording, but never one beyond its ends.
    private static void MoveInTime(Sample sample, FrameShape shape, int samples, Span<float> frame)
    {
        int offset = Math.Clamp(sample.Offset + samples * shape.Channels, 0,
            (sample.Recording.Values.Length - shape.Length) / shape.Channels * shape.Channels);
        sample.Recording.Values.AsSpan(offset, shape.Length).CopyTo(frame);
    }

    // Rotates by an angle in radians, divides the size by a factor, and moves; then moves the parts against each other.
    private static void Distort(ReadOnlySpan<float> source, FrameShape shape, double down, double right, double angle, double factor,
        ElasticDistortion? parts, Span<float> frame)
    {
        double cos = Math.Cos(angle) * factor, sin = Math.Sin(angle) * factor, middleY = (shape.Height - 1) / 2.0,
            middleX = (shape.Width - 1) / 2.0;
        for (int y = 0; y < shape.Height; y++)
            for (int x = 0; x < shape.Width; x++)
            {
                (double moreDown, double moreRight) = parts?.At(y, x) ?? (0, 0);
                double fromY = middleY + down + moreDown + (y - middleY) * cos + (x - middleX) * sin,
                    fromX = middleX + right + moreRight + (x - middleX) * cos - (y - middleY) * sin;
                int above = (int)Math.Floor(fromY), left = (int)Math.Floor(fromX);
                Interpolate(source, shape, above, left, (float)(fromY - above), (float)(fromX - left), frame, y, x);
            }
    }

    // Moves by fractions of a cell.
    private static void Move(ReadOnlySpan<float> source, FrameShape shape, double down, double right, Span<float> frame)
    {
        int y0 = (int)Math.Floor(down), x0 = (int)Math.Floor(right);
        float fy = (float)(down - y0), fx = (float)(right - x0);
        for (int y = 0; y < shape.Height; y++)
            for (int x = 0; x < shape.Width; x++) Interpolate(source, shape, y + y0, x + x0, fy, fx, frame, y, x);
    }

    // Writes the pixel at row y and column x: bilinear interpolation between four cells, of which the first is at row above and column
    // left. Cells beyond the edge repeat the outermost one.
    private static void Interpolate(ReadOnlySpan<float> source, FrameShape shape, int above, int left, float fy, float fx,
        Span<float> frame, int y, int x)
    {
        (int height, int width, int channels) = shape;
        int top = Math.Clamp(above, 0, height - 1) * width, bottom = Math.Clamp(above + 1, 0, height - 1) * width;
        int first = Math.Clamp(left, 0, width - 1), next = Math.Clamp(left + 1, 0, width - 1);
        for (int c = 0; c < channels; c++)
        {
            float upper = source[(top + first) * channels + c] * (1 - fx) + source[(top + next) * channels + c] * fx;
            float lower = source[(bottom + first) * channels + c] * (1 - fx) + source[(bottom + next) * channels + c] * fx;
            frame[(y * width + x) * channels + c] = upper * (1 - fy) + lower * fy;
        }
    }
}
