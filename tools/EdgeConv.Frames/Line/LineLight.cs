namespace EdgeConv.Frames.Line;

/// <summary>Shadow with soft edges: a band across the floor.</summary>
/// <param name="X">A place on the middle of the band, in meters.</param>
/// <param name="Y">A place on the middle of the band, in meters.</param>
/// <param name="Angle">Direction across the band in radians.</param>
/// <param name="HalfWidth">Half the width of the band in meters.</param>
/// <param name="Depth">Fraction of the light that it takes, 0 to 1.</param>
public sealed record LineShadow(double X, double Y, double Angle, double HalfWidth, double Depth);

/// <summary>Glare: a bright spot on the floor.</summary>
/// <param name="X">Middle in meters.</param>
/// <param name="Y">Middle in meters.</param>
/// <param name="Radius">Radius in meters at which it has a third of its strength.</param>
/// <param name="Strength">Brightness that it adds in the middle, 0 to 255.</param>
public sealed record LineGlare(double X, double Y, double Radius, double Strength);

/// <summary>The light on a floor, and what the camera makes of it.</summary>
/// <param name="Gain">Exposure: factor of the brightness.</param>
/// <param name="Blur">Fraction of its light that a pixel gives to each neighbour, 0 to 0.25.</param>
/// <param name="Noise">Standard deviation of the noise of a pixel, in steps of 255.</param>
/// <param name="Shadows">Shadows on the floor.</param>
/// <param name="Glares">Bright spots on the floor.</param>
public sealed record LineLight(double Gain, double Blur, double Noise, IReadOnlyList<LineShadow> Shadows, IReadOnlyList<LineGlare> Glares)
{
    /// <summary>Draws a light at random.</summary>
    /// <param name="random">Source of every random choice.</param>
    /// <param name="left">Left end of the lit floor in meters.</param>
    /// <param name="top">Upper end of the lit floor in meters.</param>
    /// <param name="width">Width of the lit floor in meters.</param>
    /// <param name="height">Height of the lit floor in meters.</param>
    /// <param name="shadows">Maximum number of shadows.</param>
    /// <param name="glares">Maximum number of bright spots.</param>
    public static LineLight Random(Random random, double left, double top, double width, double height, int shadows, int glares)
    {
        double Draw(double from, double to) => from + (to - from) * random.NextDouble();
        return new(Draw(0.65, 1.15), Draw(0.02, 0.2), Draw(1, 5),
            [.. Enumerable.Range(0, random.Next(shadows + 1)).Select(_ => new LineShadow(Draw(left, left + width), Draw(top, top + height),
                Draw(0, Math.PI), Draw(0.05, 0.3), Draw(0.2, 0.6)))],
            [.. Enumerable.Range(0, random.Next(glares + 1)).Select(_ => new LineGlare(Draw(left, left + width), Draw(top, top + height),
                Draw(0.03, 0.15), Draw(40, 140)))]);
    }

    /// <summary>Returns the brightness of a place of the floor in this light.</summary>
    /// <param name="floor">Brightness of the floor there, 0 to 255.</param>
    /// <param name="x">The place in meters.</param>
    /// <param name="y">The place in meters.</param>
    public double Of(double floor, double x, double y)
    {
        const double Soft = 0.02;
        double value = floor * Gain;
        foreach (LineShadow shadow in Shadows)
        {
            double across = Math.Abs((x - shadow.X) * Math.Cos(shadow.Angle) + (y - shadow.Y) * Math.Sin(shadow.Angle));
            value *= 1 - shadow.Depth * Math.Clamp(0.5 + (shadow.HalfWidth - across) / (2 * Soft), 0, 1);
        }
        foreach (LineGlare glare in Glares)
        {
            double square = ((x - glare.X) * (x - glare.X) + (y - glare.Y) * (y - glare.Y)) / (glare.Radius * glare.Radius);
            if (square < 9) value += glare.Strength * Math.Exp(-square);
        }
        return value;
    }
}
