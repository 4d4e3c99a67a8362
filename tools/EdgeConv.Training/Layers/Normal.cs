namespace EdgeConv.Training.Layers;

/// <summary>Draws from the normal distribution with mean 0 and deviation 1 (Box and Muller, 1958).</summary>
internal static class Normal
{
    public static double Next(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
