namespace EdgeConv.Frames;

/// <summary>
/// Generates frames without a file. They have noise, so that no frame repeats, as with a real sensor. The same arguments always give the
/// same frames.
/// </summary>
public static class SyntheticFrames
{
    /// <summary>All names, for help and error messages.</summary>
    public const string Known = "synthetic:bar, synthetic:hand, synthetic:blink, synthetic:gesture, synthetic:warmth";

    /// <summary>Makes <paramref name="count"/> frames.</summary>
    /// <param name="name">bar, hand, blink, gesture or warmth.</param>
    /// <param name="shape">Shape of the model's input, HWC.</param>
    /// <param name="count">Number of frames, at least 1.</param>
    /// <exception cref="UserException">The name is not one of these.</exception>
    public static Recording Make(string name, FrameShape shape, int count)
    {
        var noise = new Random(1);
        return name switch
        {
            "bar" => Draw(name, shape, count, 0, 255, (frame, _, x) => Bar(frame, x) + noise.Next(0, 9)),
            "hand" => Draw(name, shape, count, 16 * 4, 36 * 4, Hand(shape, noise, 4)),
            "warmth" => Draw(name, shape, count, 16 * 100, 36 * 100, Hand(shape, noise, 100)),
            "blink" => Draw(name, shape, count, 0, 255, (frame, _, _) => (frame / 5 % 2 == 1 ? 220 : 20) + noise.Next(-6, 7)),
            "gesture" => Gestures(name, shape, count, noise),
            _ => throw new UserException($"--frames synthetic:{Printable.Text(name, 20)}: there is no such pattern; give one of {Known}"),
        };
    }

    /// <summary>Returns the value of a frame at the center of a cell, y and x from 0 to 1.</summary>
    private delegate double Scene(int frame, double y, double x);

    private static Recording Draw(string name, FrameShape shape, int count, short minimum, short maximum, Scene scene)
    {
        short Value(int frame, int cell)
        {
            double value = scene(frame, (cell / shape.Width + 0.5) / shape.Height, (cell % shape.Width + 0.5) / shape.Width);
            return (short)Math.Clamp(Math.Round(value), minimum, maximum);
        }
        RecordedFrame[] frames = [.. Enumerable.Range(0, count).Select(frame => new RecordedFrame(
            [.. Enumerable.Range(0, shape.Length).Select(i => Value(frame, i / shape.Channels))], name))];
        return new Recording("synthetic:" + name, shape.Format(minimum, maximum), frames) { IsPicture = maximum == byte.MaxValue };
    }

    // A bright vertical bar with soft edges that moves to the right edge and back in 40 frames.
    private static double Bar(int frame, double x)
    {
        double center = Math.Abs(frame % 40 - 20) / 20.0;
        return 235 * Math.Clamp(1.6 - Math.Abs(x - center) * 10, 0, 1) + 8;
    }

    // Simulates an MPU-6050 at 100 samples per second, 16384 per g and a range of 2 g, with 10 new samples in each frame. The sensor lies
    // still for 3 s, is shaken (6 Hz, 1 g along two axes), lies still, is waved (2 Hz, 0.3 g to the side), and so on. Gravity is on the
    // third axis,
    // the sensor is tilted by up to 6 degrees, and it has about 4 mg of noise.
    private static Recording Gestures(string name, FrameShape shape, int count, Random noise)
    {
        const int PerFrame = 10;
        double[,] read = new double[(count - 1) * PerFrame + shape.Width * shape.Height, 3];
        for (int i = 0; i < read.GetLength(0); i++)
        {
            double t = i / 100.0, tilt = 0.1 * Math.Sin(0.4 * t);
            int phase = (int)(t / 3) % 4;
            (double rate, double side, double up) = phase switch { 1 => (6.0, 1.0, 0.6), 3 => (2.0, 0.3, 0.0), _ => (0.0, 0.0, 0.0) };
            double angle = 2 * Math.PI * rate * t;
            double[] force = [side * Math.Sin(angle) + Math.Sin(tilt), up * Math.Cos(angle), Math.Cos(tilt)];
            for (int axis = 0; axis < 3; axis++)
                read[i, axis] = force[axis] + 0.008 * (noise.NextDouble() + noise.NextDouble() + noise.NextDouble() - 1.5);
        }
        short Value(int frame, int i) => (short)Math.Clamp(
            Math.Round(16384 * read[frame * PerFrame + i / shape.Channels, i % shape.Channels % 3]), short.MinValue, short.MaxValue);
        string Label(int frame) =>
            ((frame * PerFrame + shape.Width * shape.Height - 1) / 300 % 4) switch { 1 => "shake", 3 => "wave", _ => "still" };
        RecordedFrame[] frames = [.. Enumerable.Range(0, count).Select(frame => new RecordedFrame(
            [.. Enumerable.Range(0, shape.Length).Select(i => Value(frame, i))], Label(frame)))];
        return new Recording("synthetic:" + name, shape.Format(short.MinValue, short.MaxValue), frames);
    }

    // Simulates an AMG88xx, which counts in quarters of a degree, or an MLX90640, which counts in hundredths. The room has 22 degrees. A
    // hand of 33 degrees circles over the sensor and sometimes goes away. Each pixel has a fixed offset, noise of about half a degree and a
    // slow drift.
    private static Scene Hand(FrameShape shape, Random noise, int units)
    {
        double[] offsets = [.. Enumerable.Range(0, shape.Height * shape.Width).Select(_ => (noise.NextDouble() - 0.5) * 0.8)];
        return (frame, y, x) =>
        {
            double angle = frame * 0.13;
            double near = Math.Clamp(1.3 * Math.Sin(frame * 0.055 + 0.4) + 0.7, 0, 1);
            double dy = y - 0.5 - 0.25 * Math.Sin(angle), dx = x - 0.5 - 0.28 * Math.Cos(angle);
            double warmth = 11 * near * Math.Exp(-(dx * dx + dy * dy * 0.7) / 0.05);
            double drift = 0.7 * Math.Sin(frame * 0.02);
            int pixel = (int)(y * shape.Height) * shape.Width + (int)(x * shape.Width);
            double read = noise.NextDouble() + noise.NextDouble() - 1;
            return units * (22 + warmth + drift + offsets[pixel] + read * 0.5);
        };
    }
}
