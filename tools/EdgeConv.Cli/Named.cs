namespace EdgeConv.Cli;

/// <summary>Errors that name the file they are about.</summary>
internal static class Named
{
    /// <summary>Does work on a model; what is wrong with the model is said with its file's name.</summary>
    /// <exception cref="ModelException">The model cannot be used.</exception>
    public static T Of<T>(string file, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is ModelException or ModelFormatException)
        {
            throw new ModelException(e.Message.StartsWith(file, StringComparison.Ordinal) ? e.Message : $"{file}: {e.Message}", e);
        }
    }
}
