namespace EdgeConv.Simulation.Report;

/// <summary>The values a layer took in a run, counted from its zero point: one scale of colours for all its maps and frames.</summary>
/// <param name="Min">At most 0.</param>
/// <param name="Max">At least 1.</param>
internal readonly record struct LayerRange(int Min, int Max)
{
    /// <summary>The range of layer <paramref name="index"/> over all frames.</summary>
    public static LayerRange Of(SimulationRun run, int index)
    {
        ModelLayer layer = run.Model.Layer(index);
        int least = 0, greatest = 1;
        foreach (FrameRecord frame in run.Frames)
        {
            foreach (sbyte value in frame.Layers?[index] ?? [])
            {
                least = Math.Min(least, value - layer.Output.ZeroPoint);
                greatest = Math.Max(greatest, value - layer.Output.ZeroPoint);
            }
        }
        return new LayerRange(least, greatest);
    }
}
