namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Indented C# text. What is not printable is written as an escape: C# ends a line at U+0085, U+2028 and U+2029 too, so a name in a comment
/// could otherwise go on as code.
/// </summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>One line; empty for a blank one.</summary>
    public void Line(string line = "")
    {
        if (line.Length > 0) _text.Append(' ', 4 * _depth).Append(Printable.Escaped(line));
        _text.Append('\n');
    }

    /// <summary>A block, after the line that opens it if there is one; dispose to close it.</summary>
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

    /// <summary>A static method; dispose to end it. It stands in <see cref="Methods"/> and is no part of the text.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="parameters">Its parameters as C#.</param>
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

    /// <summary>All methods so far: name, parameters, and the lines between the braces.</summary>
    public List<(string Name, string Parameters, string Body)> Methods { get; } = [];

    /// <summary>A sum over several lines, as a statement: <c>target = term + term;</c>.</summary>
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

    /// <summary>Writes a body, then before it the lines that are known to belong there once it is written.</summary>
    public void Before(Action body, Func<IEnumerable<string>> lines)
    {
        int start = _text.Length;
        body();
        string written = _text.ToString(start, _text.Length - start);
        _text.Length = start;
        foreach (string line in lines()) Line(line);
        _text.Append(written);
    }

    /// <summary>All text so far.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>A long literal.</summary>
    public static string Long(long value) => value.ToString(CultureInfo.InvariantCulture) + "L";

    private sealed class Closing(Action close) : IDisposable
    {
        public void Dispose() => close();
    }
}
