namespace EdgeConv.Tests;

/// <summary>
/// A console's writer that keeps what one run writes, from all its threads. What other tests write meanwhile goes on to the writer that was
/// there.
/// </summary>
internal sealed class CaughtWriter : TextWriter
{
    private readonly TextWriter _others;
    private readonly AsyncLocal<TextWriter?> _caught = new();

    /// <summary>Catches from here on what this thread, and each thread or task that it starts, writes.</summary>
    public CaughtWriter(TextWriter others, TextWriter caught)
    {
        _others = others;
        _caught.Value = caught;
    }

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => (_caught.Value ?? _others).Write(value);

    public override void Write(char[] buffer, int index, int count) => (_caught.Value ?? _others).Write(buffer, index, count);

    public override void Write(string? value) => (_caught.Value ?? _others).Write(value);
}
