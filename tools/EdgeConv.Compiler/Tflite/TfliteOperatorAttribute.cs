namespace EdgeConv.Compiler.Tflite;

/// <summary>
/// Marks a static method <c>Operator Read(TfliteNode node)</c> that reads one builtin operator. The importer finds all of them, so that adding an
/// operator touches its own folder alone.
/// </summary>
/// <param name="code">The builtin code of the schema.</param>
/// <param name="name">The builtin's name, e.g. CONV_2D.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class TfliteOperatorAttribute(int code, string name) : Attribute
{
    /// <summary>The builtin code.</summary>
    public int Code { get; } = code;

    /// <summary>The builtin's name.</summary>
    public string Name { get; } = name;
}
