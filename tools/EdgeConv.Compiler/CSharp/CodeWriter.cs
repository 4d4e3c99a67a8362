namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Writes indented C# text. Characters that are not printable become escapes. C# also ends a line at U+0085, U+2028 and U+2029, so that
/// without escapes a hostile name in a comment could continue as code.
/// </summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Writes a line; "" for a blank one.</summary>
    public void Line(string line = "")
    {
        if (line.Length > 0) _text.Append(' ', 4 * _depth).Append(Printable.Escaped(line));
        _text.Append('\n');
    }

    /// <summary>Begins a block in braces, behind a head line if there is one; dispose the result to end it.</summary>
    public IDisposable Block(string? head = null)
    {
        if (head is not null) Line(head);
        Line("{");
        _depth++;
        return new Closing(() =>
        {
            _depth--;
            Line("}");
        });
    }

    /// <summary>
    /// Begins a static method; dispose the result to end it. The method is added to <see cref="Methods"/>, not to the text.
    /// </summary>
    /// <param name="name">Name of the method.</param>
    /// <param name="parameters">Parameters of the method as C#.</param>
    public IDisposable Method(string name, string parameters)
    {
        int start = _text.Length;
        _depth++;
        return new Closing(() =>
        {
            _depth--;
            Methods.Add((name, parameters, _text.ToString(start, _text.Length - start)));
            _text.Length = start;
        });
    }

    /// <summary>All methods so far: name, parameters as C#, and the lines between the braces.</summary>
    public List<(string Name, string Parameters, string Body)> Methods { get; } = [];

    /// <summary>Writes a sum as a statement, <c>target = term + term;</c>, with eight terms on each line.</summary>
    public void Sum(string target, IReadOnlyList<string> terms)
    {
        const int PerLine = 8;
        if (terms.Count <= PerLine)
        {
            Line($"{target} = {string.Join(" + ", terms)};");
            return;
        }
        Line($"{target} = {string.Join(" + ", terms.Take(PerLine))}");
        _depth++;
        for (int i = PerLine; i < terms.Count; i += PerLine)
            Line("+ " + string.Join(" + ", terms.Skip(i).Take(PerLine)) + (i + PerLine >= terms.Count ? ";" : ""));
        _depth--;
    }

    /// <summary>Writes a body, and in front of it lines that are known only after the body is written, such as declarations.</summary>
    public void Before(Action body, Func<IEnumerable<string>> lines)
    {
        int start = _text.Length;
        body();
        string written = _text.ToString(start, _text.Length - start);
        _text.Length = start;
        foreach (string line in lines()) Line(line);
        _text.Append(written);
    }

    /// <summary>The text so far, without methods.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>A literal of type long, e.g. 12L.</summary>
    public static string Long(long value) => value.ToString(CultureInfo.InvariantCulture) + "L";

    private sealed class Closing(Action close) : IDisposable
    {
        public void Dispose() => close();
    }
}
