namespace EdgeConv.Simulation.Report;

/// <summary>Range of a layer's values in a run, relative to its zero point. It gives all maps and frames the same color scale.</summary>
/// <param name="Min">Minimum, 0 or below.</param>
/// <param name="Max">Maximum, 1 or above.</param>
internal readonly record struct LayerRange(int Min, int Max)
{
    /// <summary>Returns the range of a layer over all frames.</summary>
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
