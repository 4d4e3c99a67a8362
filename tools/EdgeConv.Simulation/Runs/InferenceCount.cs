namespace EdgeConv.Simulation.Runs;

/// <summary>Number of IL instructions that an inference takes on the engine of the firmware.</summary>
/// <param name="Engine">Engine of the firmware: compiled or packed.</param>
/// <param name="Of">Returns the count for an input of the model, NHWC.</param>
/// <param name="IsEach">Whether each inference is counted; false if every inference gets the maximum over all known frames.</param>
public sealed record InferenceCount(string Engine, Func<sbyte[], long> Of, bool IsEach)
{
    /// <summary>Makes a count that is the same for every inference.</summary>
    /// <param name="instructions">Maximum number of IL instructions that a frame of the example takes.</param>
    public static InferenceCount Max(long instructions) => new("compiled", _ => instructions, IsEach: false);
}
