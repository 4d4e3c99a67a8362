namespace EdgeConv.Cli;

/// <summary>An option that does not fit the rest of the command, found only once files were read.</summary>
internal sealed class UsageException(string message) : Exception(message);
