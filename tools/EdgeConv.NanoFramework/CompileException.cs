namespace EdgeConv.NanoFramework;

/// <summary>The C# compiler, or the rules of the interpreter, refuse a project.</summary>
/// <param name="assembly">Name of the assembly.</param>
/// <param name="errors">The errors, each one line with file, line and column.</param>
public sealed class CompileException(string assembly, IReadOnlyList<string> errors)
    : UserException($"{assembly} does not compile for nanoFramework: {Amount.Of(errors.Count, "error")}")
{
    /// <summary>The errors, each one line with file, line and column.</summary>
    public IReadOnlyList<string> Errors => errors;
}
