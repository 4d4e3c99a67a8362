namespace EdgeConv.Simulation.Report;

/// <summary>The range of a layer's values in a run, relative to its zero point: one colour scale for all its maps and frames.</summary>
/// <param name="Min">At most 0.</param>
/// <param name="Max">At min 1.</param>
internal readonly record struct LayerRange(int Min, int Max)
{
    /// <summary>The range of layer <paramref name="index"/> over all frames.</summary>
    public static LayerRange Of(SimulationRun run, int index)
    {
        ModelLayer layer = run.Model.Layer(index);
        int min = 0, max = 1;
        foreach (FrameRecord frame in run.Frames)
        {
            foreach (sbyte value in frame.Layers?[index] ?? [])
            {
                min = Math.Min(min, value - layer.Output.ZeroPoint);
                max = Math.Max(max, value - layer.Output.ZeroPoint);
            }
        }
        return new LayerRange(min, max);
    }
}
