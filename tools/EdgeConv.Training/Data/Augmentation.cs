using EdgeConv.Simulation.Frames;

namespace EdgeConv.Training.Data;

/// <summary>Makes each frame a little different each time it is learned: moved, turned, louder or fainter, with noise.</summary>
/// <param name="Shift">Greatest move, of the frame's extents: along time for windows, along rows and columns for others.</param>
/// <param name="Gain">Greatest change of the amplitude, as a part of it.</param>
/// <param name="Noise">Deviation of the noise, as a part of the input's range.</param>
/// <param name="Rotation">Greatest turn in degrees, about any axis, of windows over three channels: those of an accelerometer that is held another way.</param>
public sealed record Augmentation(double Shift, double Gain, double Noise, double Rotation = 0)
{
    /// <summary>What suits a kind of frames. The range of a 1-D sensor holds gravity and knocks, beside which the motions to be told apart are small: less noise.</summary>
    public static Augmentation For(FrameKind kind) => kind == FrameKind.Window ? new(0.25, 0.1, 0.003, 30) : new(0.1, 0.1, 0.02);

    /// <summary>Writes a changed copy of a frame.</summary>
    /// <param name="sample">The frame.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="range">Of the input.</param>
    /// <param name="random">Draws the changes.</param>
    /// <param name="frame">Receives shape.Length values in the sensor's units, HWC.</param>
    public void Apply(Sample sample, FrameShape shape, FrameKind kind, InputRange range, Random random, Span<float> frame)
    {
        double Draw(double most) => (2 * random.NextDouble() - 1) * most;
        if (kind == FrameKind.Window) MoveInTime(sample, shape, (int)Math.Round(Draw(Shift * shape.Width)), frame);
        else Move(sample.Recording.Values.AsSpan(sample.Offset, shape.Length), shape, Draw(Shift * shape.Height), Draw(Shift * shape.Width), frame);
        if (kind == FrameKind.Window && shape.Channels == 3 && Rotation > 0) Rotate(frame, Draw(Rotation) * Math.PI / 180, Normal.Next(random), Normal.Next(random), Normal.Next(random));
        float gain = (float)(1 + Draw(Gain)), noise = (float)Noise * range.Unit;
        for (int i = 0; i < frame.Length; i++) frame[i] *= gain;
        if (noise > 0)
            for (int i = 0; i < frame.Length; i++) frame[i] += noise * (float)Normal.Next(random);
    }

    // Another stretch of the same recording, as far as it reaches.
    private static void MoveInTime(Sample sample, FrameShape shape, int samples, Span<float> frame)
    {
        int offset = Math.Clamp(sample.Offset + samples * shape.Channels, 0, (sample.Recording.Values.Length - shape.Length) / shape.Channels * shape.Channels);
        sample.Recording.Values.AsSpan(offset, shape.Length).CopyTo(frame);
    }

    // About the axis (x, y, z), by Rodrigues' formula: v cos a + (k x v) sin a + k (k . v) (1 - cos a).
    private static void Rotate(Span<float> frame, double angle, double x, double y, double z)
    {
        double length = Math.Sqrt(x * x + y * y + z * z), sine = Math.Sin(angle), cosine = Math.Cos(angle);
        (x, y, z) = (x / length, y / length, z / length);
        for (int i = 0; i + 2 < frame.Length; i += 3)
        {
            (double a, double b, double c) = (frame[i], frame[i + 1], frame[i + 2]);
            double along = (x * a + y * b + z * c) * (1 - cosine);
            frame[i] = (float)(a * cosine + (y * c - z * b) * sine + x * along);
            frame[i + 1] = (float)(b * cosine + (z * a - x * c) * sine + y * along);
            frame[i + 2] = (float)(c * cosine + (x * b - y * a) * sine + z * along);
        }
    }

    // By parts of cells, between neighbours linearly; at the border the outermost cell goes on.
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
