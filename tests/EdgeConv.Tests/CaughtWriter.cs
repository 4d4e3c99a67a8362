namespace EdgeConv.Tests;

/// <summary>
/// A console's writer that keeps what the thread that makes it, and each thread or task that this starts, writes from here on. What other
/// tests write meanwhile goes on to the writer that was there.
/// </summary>
internal sealed class CaughtWriter(TextWriter others, TextWriter caught) : TextWriter
{
    private readonly AsyncLocal<TextWriter?> _caught = new() { Value = caught };

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => (_caught.Value ?? others).Write(value);

    public override void Write(char[] buffer, int index, int count) => (_caught.Value ?? others).Write(buffer, index, count);

    public override void Write(string? value) => (_caught.Value ?? others).Write(value);
}
