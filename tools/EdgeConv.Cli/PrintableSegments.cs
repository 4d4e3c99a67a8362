using Spectre.Console;
using Spectre.Console.Rendering;

namespace EdgeConv.Cli;

/// <summary>
/// What <see cref="PrintableWriter"/> is for plain text, for tables and progress bars on a terminal: their own control codes pass, those in
/// texts do not.
/// </summary>
internal sealed class PrintableSegments : IRenderHook
{
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
        renderables.Select(renderable => new Cleaned(renderable));

    private sealed class Cleaned(IRenderable renderable) : IRenderable
    {
        public Spectre.Console.Rendering.Measurement Measure(RenderOptions options, int maxWidth) => renderable.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            renderable.Render(options, maxWidth).Select(Clean);

        private static Segment Clean(Segment segment) =>
            segment.IsControlCode || segment.IsLineBreak ? segment : new Segment(Printable.Clean(segment.Text), segment.Style);
    }
}
