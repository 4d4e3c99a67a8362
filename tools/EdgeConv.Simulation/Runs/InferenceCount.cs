namespace EdgeConv.Simulation.Runs;

/// <summary>How many IL instructions an inference takes on the engine that the firmware runs.</summary>
/// <param name="Engine">compiled or packed.</param>
/// <param name="Of">The count for an input of the model.</param>
/// <param name="IsEach">True where each inference is counted; false where the maximum of all known frames stands for each.</param>
public sealed record InferenceCount(string Engine, Func<sbyte[], long> Of, bool IsEach)
{
    /// <summary>One number for every inference.</summary>
    /// <param name="instructions">The maximum that a frame of the example takes.</param>
    public static InferenceCount Max(long instructions) => new("compiled", _ => instructions, IsEach: false);
}
