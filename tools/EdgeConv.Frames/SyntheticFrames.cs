namespace EdgeConv.Frames;

/// <summary>
/// Sensors that need no file: made up, but with the noise that keeps real frames from repeating. Always the same for the same arguments.
/// </summary>
public static class SyntheticFrames
{
    /// <summary>The names, as help and errors list them.</summary>
    public const string Known = "synthetic:bar, synthetic:hand, synthetic:blink, synthetic:gesture";

    /// <summary>Makes <paramref name="count"/> frames.</summary>
    /// <param name="name">bar, hand, blink or gesture.</param>
    /// <param name="shape">What the model takes.</param>
    /// <param name="count">Frames, at least 1.</param>
    /// <exception cref="UserException">No such name.</exception>
    public static Recording Make(string name, FrameShape shape, int count)
    {
        var noise = new Random(1);
        return name switch
        {
            "bar" => Draw(name, shape, count, 0, 255, (frame, _, x) => Bar(frame, x) + noise.Next(0, 9)),
            "hand" => Draw(name, shape, count, 16 * 4, 36 * 4, Hand(shape, noise)),
            "blink" => Draw(name, shape, count, 0, 255, (frame, _, _) => (frame / 5 % 2 == 1 ? 220 : 20) + noise.Next(-6, 7)),
            "gesture" => Gestures(name, shape, count, noise),
            _ => throw new UserException($"--frames synthetic:{Printable.Text(name, 20)}: no such pattern; there are {Known}"),
        };
    }

    /// <summary>Value of frame, at y and x from 0 to 1 (the middle of a cell).</summary>
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

    // A bright upright bar that goes to the right edge and back in 40 frames, with soft edges.
    private static double Bar(int frame, double x)
    {
        double centre = Math.Abs(frame % 40 - 20) / 20.0;
        return 235 * Math.Clamp(1.6 - Math.Abs(x - centre) * 10, 0, 1) + 8;
    }

    // An MPU-6050 at 100 samples a second, 16384 per g, range of 2 g: 10 new samples in each frame. Lying still for 3 s, shaken (6 Hz, 1
    // g along two axes), still, waved (2 Hz, 0.3 g to the side), over and over; gravity on the third axis, the sensor tilted by up to 6
    // degrees, noise of about 4 mg, and its limits.
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

    // An AMG88xx: quarters of a degree, a room of 22 degrees, a hand of 33 that circles over it and at times goes away,
    // a fixed offset per pixel, noise of about half a degree and a slow drift.
    private static Scene Hand(FrameShape shape, Random noise)
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
            return 4 * (22 + warmth + drift + offsets[pixel] + read * 0.5);
        };
    }
}
