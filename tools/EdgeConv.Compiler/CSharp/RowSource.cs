namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Where the rows of a window are read from: the map itself, or a few rows with their padding written out as the zero point, in a part of
/// the arena that is free while the layer runs, copied from the map or made by the layer before.
/// </summary>
/// <param name="window">Reads the rows.</param>
/// <param name="height">Of the map.</param>
/// <param name="width">Of the map.</param>
/// <param name="channels">Of the map.</param>
/// <param name="isMade">The map is never there as a whole.</param>
internal sealed class RowSource(Window window, int height, int width, int channels, bool isMade = false)
{
    private int _place;
    private string _padding = "";

    /// <summary>True where the map is there and no window leaves it.</summary>
    internal bool IsInside => !isMade && window.PadTop == 0 && window.PadLeft == 0 && PaddedWidth <= width
        && (window.OutHeight - 1) * window.StrideY + window.Y.Reach <= height;

    /// <summary>Elements of a padded row.</summary>
    /// <exception cref="ModelException">2^31 or more, as of two taps 65536 columns apart over 65536 channels.</exception>
    internal int Pitch => Math.Max(PaddedWidth * channels, isMade ? PadLeft + RowLength : 0) switch
    {
        <= int.MaxValue and var pitch => (int)pitch,
        var pitch => throw new ModelException($"a padded row of {Amount.Of(pitch, "byte")}; no board holds it"),
    };

    private long PaddedWidth => (window.OutWidth - 1L) * window.StrideX + window.X.Reach;

    private long PadLeft => (long)window.PadLeft * channels;

    private int RowLength => width * channels;

    // Elements of a row of the map that a padded row has room for.
    private long Visible => Math.Max(0, Math.Min(RowLength, Pitch - PadLeft));

    /// <summary>
    /// Takes room for some rows where the map alone is not enough, and fills it with zero points once per inference; returns where it
    /// begins in the arena.
    /// </summary>
    internal int Reserve(ClassWriter writer, int rows, int zeroPoint)
    {
        _place = writer.Scratch((long)rows * Pitch);
        _padding = writer.Padding(zeroPoint, Pitch);
        writer.Run($"for (int i = 0; i < {rows}; i++) Array.Copy({_padding}, 0, a, {_place} + i * {Pitch}, {Pitch});");
        return _place;
    }

    /// <summary>
    /// Copies the rows of one output row, given by the expression <paramref name="outRow"/>, from the map at <paramref name="from"/> in the
    /// arena.
    /// </summary>
    internal void Fill(ClassWriter writer, int rows, string outRow, int stride, int dilation, int from)
    {
        if (Visible == 0) return;
        using (writer.RunBlock($"for (int i = 0, row = {outRow}{(stride == 1 ? "" : $" * {stride}")} - {window.PadTop}; i < {rows}; i++, "
            + $"row += {dilation})"))
        {
            writer.Run($"if (row < 0 || row >= {height}) Array.Copy({_padding}, 0, a, {_place + PadLeft} + i * {Pitch}, {Visible});");
            writer.Run($"else Array.Copy(a, {from} + row * {RowLength}, a, {_place + PadLeft} + i * {Pitch}, {Visible});");
        }
    }

    /// <summary>
    /// Makes the rows of a band whose first output row is <c>r</c>: those that the band before has read as well move to the front.
    /// <c>next</c> is the row after the last that was made, <see cref="FirstRow"/> at the start.
    /// </summary>
    /// <param name="writer">Of the class.</param>
    /// <param name="rows">Of the band.</param>
    /// <param name="layer">What makes a row.</param>
    internal void Make(ClassWriter writer, int rows, ConvolutionCode layer)
    {
        writer.Run($"int first = r{(window.StrideY == 1 ? "" : $" * {window.StrideY}")}{(window.PadTop == 0 ? ""
            : $" - {window.PadTop}")}, kept = next - first;");
        writer.Run($"Array.Copy(a, {_place} + ({rows} - kept) * {Pitch}, a, {_place}, kept * {Pitch});");
        writer.Run($"next = first + {rows};");
        using (writer.RunBlock($"for (int m = first + kept, to = {_place + PadLeft} + kept * {Pitch}; m < next; m++, to += {Pitch})"))
        {
            writer.Run($"if (m < 0 || m >= {height}) Array.Copy({_padding}, 0, a, to, {RowLength});");
            using (writer.RunBlock("else")) layer.CallRow(0, "m", "to");
        }
    }

    /// <summary>The first row of the first band.</summary>
    internal int FirstRow => -window.PadTop;
}
