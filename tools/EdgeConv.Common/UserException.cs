namespace EdgeConv.Common;

/// <summary>
/// Something that the user can mend: a file, an option, a port or a description is not as it must be. The message is one line that names it
/// and says what to do; the command line shows it behind `error:` and ends with 1.
/// </summary>
public class UserException : Exception
{
    /// <summary>Refuses with a reason.</summary>
    /// <param name="message">One line.</param>
    public UserException(string message) : base(message)
    {
    }

    /// <summary>Refuses because of something underneath.</summary>
    /// <param name="message">One line.</param>
    /// <param name="inner">What went wrong there.</param>
    public UserException(string message, Exception inner) : base(message, inner)
    {
    }
}
