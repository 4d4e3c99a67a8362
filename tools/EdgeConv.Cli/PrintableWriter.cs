using Spectre.Console.Rendering;

namespace EdgeConv.Cli;

/// <summary>
/// Writes to standard output or standard error and replaces characters that are not printable (<see cref="Printable"/>) by ?, so the name
/// of a file, a model or a board cannot control the terminal. WriteLine writes one line; Write keeps line ends.
/// </summary>
internal sealed class PrintableWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Flush() => inner.Flush();

    public override void WriteLine(string? value) => Try(() => inner.WriteLine(Printable.Clean(value ?? "")));

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(string? value) => Try(() => WriteLines(value ?? ""));

    // Writing can fail, for example if standard output is a file on a full disk.
    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException failure)
        {
            throw new UserException($"standard output cannot be written: {Printable.Text(failure.Message, 200)}");
        }
    }

    private void WriteLines(string value)
    {
        string[] lines = value.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (i > 0) inner.Write('\n');
            bool ends = i < lines.Length - 1 && lines[i].EndsWith('\r');
            inner.Write(Printable.Clean(ends ? lines[i][..^1] : lines[i]));
            if (ends) inner.Write('\r');
        }
    }
}

/// <summary>
/// Does for tables and progress bars on a terminal what <see cref="PrintableWriter"/> does for plain text. Their own control codes pass,
/// control codes inside texts do not.
/// </summary>
internal sealed class PrintableSegments : IRenderHook
{
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
        renderables.Select(renderable => new Cleaned(renderable));

    private sealed class Cleaned(IRenderable renderable) : IRenderable
    {
        public Spectre.Console.Rendering.Measurement Measure(RenderOptions options, int maxWidth) => renderable.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => renderable.Render(options, maxWidth).Select(Clean);

        private static Segment Clean(Segment segment) =>
            segment.IsControlCode || segment.IsLineBreak ? segment : new Segment(Printable.Clean(segment.Text), segment.Style);
    }
}
