namespace EdgeConv.Frames.Line;

/// <summary>A frame of the camera, with the place of the line in it.</summary>
/// <param name="Values">Brightness 0 to 255, row by row.</param>
/// <param name="Column">Column of the line 0.3 m ahead, from 0; null if no line is in the frame.</param>
public sealed record LineFrame(short[] Values, double? Column);

/// <summary>
/// Generates labelled frames of a line on a floor, to train with: random tracks, floors and lights, and random poses of the camera beside
/// the line. One frame in ten shows no line.
/// </summary>
public static class LineFrames
{
    /// <summary>Name for `--data`: `synthetic:line`, or `synthetic:line:SEED`.</summary>
    public const string Name = "synthetic:line";

    /// <summary>Number of frames of a seed.</summary>
    public const int Count = 8000;

    private const int PerTrack = 100;

    /// <summary>Makes frames; the same arguments always give the same frames.</summary>
    /// <param name="seed">Seed of every random choice.</param>
    /// <param name="count">Number of frames, at least 1.</param>
    public static IReadOnlyList<LineFrame> Make(int seed, int count = Count)
    {
        Random random = new(seed);
        List<LineFrame> frames = [];
        while (frames.Count < count)
        {
            LineTrack track = LineTrack.Random(random);
            LineFloor floor = new(track, random);
            for (int i = 0; i < PerTrack && frames.Count < count; i++) frames.Add(Make(track, floor, random, isEmpty: i % 10 == 9));
        }
        return frames;
    }

    private static LineFrame Make(LineTrack track, LineFloor floor, Random random, bool isEmpty)
    {
        double Draw(double max) => (random.NextDouble() + random.NextDouble() - 1) * max;
        while (true)
        {
            int at = random.Next(track.Points.Count);
            double heading = track.HeadingAt(at) + (random.Next(2) == 0 ? Math.PI : 0), side = Draw(0.2);
            // To see no line, the camera looks away from it to the outside or inside.
            if (isEmpty) (heading, side) = (random.NextDouble() * 2 * Math.PI, Draw(0.5));
            (double x, double y) = track.At(at);
            (double sin, double cos) = Math.SinCos(track.HeadingAt(at));
            LinePose pose = new(x - side * sin, y + side * cos, heading + (isEmpty ? 0 : Draw(0.7)));
            bool isSeen = Enumerable.Range(0, track.Points.Count / 4)
                .Any(i => LineCamera.See(pose, track.At(4 * i).X, track.At(4 * i).Y) is not null);
            double? column = isSeen ? LineCamera.ColumnOf(track, pose, at) : null;
            if (isEmpty ? isSeen : column is null) continue;
            LineLight light = LineLight.Random(random, pose.X + 0.4 * Math.Cos(pose.Heading) - 0.3,
                pose.Y + 0.4 * Math.Sin(pose.Heading) - 0.3, 0.6, 0.6, shadows: 3, glares: 2);
            short[] values = new short[LineCamera.Height * LineCamera.Width];
            LineCamera.Take(floor, light, pose, random, values);
            return new LineFrame(values, column);
        }
    }
}
