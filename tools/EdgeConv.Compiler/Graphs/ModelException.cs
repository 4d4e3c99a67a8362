namespace EdgeConv.Compiler.Graphs;

/// <summary>
/// The exception for a model that cannot be used: it is damaged, hostile, or of a kind that is not supported. Its message is one line that
/// names the layer or field and says what to do. No importer, pass or engine throws another exception because of a model.
/// </summary>
public sealed class ModelException : UserException
{
    /// <summary>Makes an exception with a message.</summary>
    /// <param name="message">What is wrong and what to do, in one line.</param>
    public ModelException(string message) : base(message)
    {
    }

    /// <summary>Makes an exception that another exception caused.</summary>
    /// <param name="message">What is wrong and what to do, in one line.</param>
    /// <param name="inner">The cause.</param>
    public ModelException(string message, Exception inner) : base(message, inner)
    {
    }

    /// <summary>
    /// Joins several reasons to one line of about 600 characters: as many as fit, at least one, then the number of those left out.
    /// </summary>
    internal static string Join(IReadOnlyCollection<string> reasons)
    {
        const int MaxLength = 600;
        int length = 0;
        string[] shown = [.. reasons.TakeWhile((reason, i) => (length += reason.Length) <= MaxLength || i == 0)];
        return string.Join("; ", shown) + (reasons.Count > shown.Length ? $"; and {reasons.Count - shown.Length} more" : "");
    }
}
