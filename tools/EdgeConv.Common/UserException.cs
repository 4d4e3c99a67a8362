namespace EdgeConv.Common;

/// <summary>
/// An error that the user can fix in a file, an option, a port or a description. The message is one line that names it and says what to do.
/// The command line shows it after `error:` and exits with 1.
/// </summary>
/// <param name="message">Message of one line.</param>
/// <param name="inner">The exception that caused it, or null.</param>
public class UserException(string message, Exception? inner = null) : Exception(message, inner);
