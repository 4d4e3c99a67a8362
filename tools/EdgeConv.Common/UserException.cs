namespace EdgeConv.Common;

/// <summary>
/// Something that the user can mend: a file, an option, a port or a description is not as it must be. The message is one line that names it
/// and says what to do; the command line shows it behind `error:` and ends with 1.
/// </summary>
/// <param name="message">One line.</param>
/// <param name="inner">What went wrong underneath, or null.</param>
public class UserException(string message, Exception? inner = null) : Exception(message, inner);
