namespace EdgeConv.Compiler.Graphs;

/// <summary>
/// A model cannot be used: it is damaged, hostile, or of a kind that is not supported. The message is one line that names the layer or
/// field and says what to do. No importer, pass or backend throws another exception because of a model.
/// </summary>
public sealed class ModelException : UserException
{
    /// <summary>Refuses a model.</summary>
    /// <param name="message">One line.</param>
    public ModelException(string message) : base(message)
    {
    }

    /// <summary>Refuses a model because of another exception.</summary>
    /// <param name="message">One line.</param>
    /// <param name="inner">What went wrong there.</param>
    public ModelException(string message, Exception inner) : base(message, inner)
    {
    }

    /// <summary>Several reasons in one line of some 600 characters: as many as fit, at least one, and how many more there are.</summary>
    internal static string Join(IReadOnlyCollection<string> reasons)
    {
        const int MaxLength = 600;
        int length = 0;
        string[] told = [.. reasons.TakeWhile((reason, i) => (length += reason.Length) <= MaxLength || i == 0)];
        return string.Join("; ", told) + (reasons.Count > told.Length ? $"; and {reasons.Count - told.Length} more" : "");
    }
}
