namespace EdgeConv.Compiler;

/// <summary>
/// A model that cannot be used: damaged, hostile, or of a kind not supported. The message is one line that names the layer or field and says what
/// to do; it is the only exception an importer, a pass or a backend throws on account of a model.
/// </summary>
public sealed class ModelException : Exception
{
    /// <summary>Refuses a model.</summary>
    public ModelException(string message) : base(message)
    {
    }

    /// <summary>Refuses a model because of something underneath.</summary>
    public ModelException(string message, Exception inner) : base(message, inner)
    {
    }

    /// <summary>Several reasons in one line: each of the first hundred, and how many more there are.</summary>
    internal static string Join(IReadOnlyCollection<string> reasons)
    {
        const int most = 100;
        return string.Join("; ", reasons.Take(most)) + (reasons.Count > most ? $"; and {reasons.Count - most} more" : "");
    }
}
