using System.Text;

namespace EdgeConv.Cli;

/// <summary>
/// Standard output and standard error: what is not printable (<see cref="Printable"/>) is written as ?. So a name of a file, a model or a
/// board cannot steer the terminal. Text given to WriteLine stays one line; Write keeps line ends.
/// </summary>
internal sealed class PrintableWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Flush() => inner.Flush();

    public override void WriteLine() => inner.WriteLine();

    public override void WriteLine(string? value) => inner.WriteLine(Printable.Clean(value ?? ""));

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(string? value)
    {
        string[] lines = (value ?? "").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (i > 0) inner.Write('\n');
            bool ends = i < lines.Length - 1 && lines[i].EndsWith('\r');
            inner.Write(Printable.Clean(ends ? lines[i][..^1] : lines[i]));
            if (ends) inner.Write('\r');
        }
    }
}
