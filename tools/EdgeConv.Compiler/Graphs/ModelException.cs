namespace EdgeConv.Compiler.Graphs;

/// <summary>
/// A model that cannot be used: damaged, hostile, or of a kind not supported. The message is one line that names the layer or field and
/// says what to do; it is the only exception an importer, a pass or a backend throws on account of a model.
/// </summary>
public sealed class ModelException : UserException
{
    /// <summary>Refuses a model.</summary>
    public ModelException(string message) : base(message)
    {
    }

    /// <summary>Refuses a model because of something underneath.</summary>
    public ModelException(string message, Exception inner) : base(message, inner)
    {
    }

    /// <summary>Several reasons in one line of some hundred characters: as many as fit, at least one, and how many more.</summary>
    internal static string Join(IReadOnlyCollection<string> reasons)
    {
        const int Enough = 600;
        int length = 0;
        string[] told = [.. reasons.TakeWhile((reason, i) => (length += reason.Length) <= Enough || i == 0)];
        return string.Join("; ", told) + (reasons.Count > told.Length ? $"; and {reasons.Count - told.Length} more" : "");
    }
}
