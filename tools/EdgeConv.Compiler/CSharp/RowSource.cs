namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// The rows that a window reads. They are read from the map itself, or from a few rows with their padding written out as zero points. These
/// lie in a part of the arena that is free while the layer runs; they are copied from the map, or computed by the layer before.
/// </summary>
/// <param name="window">The window that reads the rows.</param>
/// <param name="height">Rows of the map.</param>
/// <param name="width">Columns of the map.</param>
/// <param name="channels">Channels of the map.</param>
/// <param name="isOnDemand">True if the map is never stored as a whole, because the layer before computes its rows when they are
/// needed.</param>
internal sealed class RowSource(Window window, int height, int width, int channels, bool isOnDemand = false)
{
    private int _offset;
    private string _padding = "";

    /// <summary>True if the map is stored and no window reaches beyond it, so that rows are read from the map itself.</summary>
    internal bool IsInside => !isOnDemand && window.PadTop == 0 && window.PadLeft == 0 && PaddedWidth <= width
        && (window.OutHeight - 1) * window.StrideY + window.Y.Reach <= height;

    /// <summary>Number of elements of a padded row.</summary>
    /// <exception cref="ModelException">A row has 2^31 elements or more, e.g. for two taps 65536 columns apart and 65536
    /// channels.</exception>
    internal int Pitch => Math.Max(PaddedWidth * channels, isOnDemand ? PadLeft + RowLength : 0) switch
    {
        <= int.MaxValue and var pitch => (int)pitch,
        var pitch => throw new ModelException($"a padded row needs {Amount.Of(pitch, "byte")}, which no board has; use a smaller window"),
    };

    private long PaddedWidth => (window.OutWidth - 1L) * window.StrideX + window.X.Reach;

    private long PadLeft => (long)window.PadLeft * channels;

    private int RowLength => width * channels;

    // Number of elements of a row of the map that fit a padded row.
    private long Visible => Math.Max(0, Math.Min(RowLength, Pitch - PadLeft));

    /// <summary>
    /// Reserves memory in the arena for some padded rows, writes code that fills it with zero points once per inference, and returns its
    /// offset.
    /// </summary>
    internal int Reserve(ClassWriter writer, int rows, int zeroPoint)
    {
        _offset = writer.Scratch((long)rows * Pitch);
        _padding = writer.Padding(zeroPoint, Pitch);
        writer.Run($"for (int i = 0; i < {rows}; i++) Array.Copy({_padding}, 0, a, {_offset} + i * {Pitch}, {Pitch});");
        return _offset;
    }

    /// <summary>
    /// Writes code that copies the input rows of one output row from the map, which is at offset <paramref name="from"/> in the arena. The
    /// expression <paramref name="outRow"/> is the number of the output row.
    /// </summary>
    internal void Fill(ClassWriter writer, int rows, string outRow, int stride, int dilation, int from)
    {
        if (Visible == 0) return;
        using (writer.RunBlock($"for (int i = 0, row = {outRow}{(stride == 1 ? "" : $" * {stride}")} - {window.PadTop}; i < {rows}; i++, "
            + $"row += {dilation})"))
        {
            writer.Run($"if (row < 0 || row >= {height}) Array.Copy({_padding}, 0, a, {_offset + PadLeft} + i * {Pitch}, {Visible});");
            writer.Run($"else Array.Copy(a, {from} + row * {RowLength}, a, {_offset + PadLeft} + i * {Pitch}, {Visible});");
        }
    }

    /// <summary>
    /// Writes code that computes the input rows of a band whose first output row is <c>r</c>. Rows that the band before has read too are
    /// moved to the front instead. In the code, <c>next</c> is the row behind the last one that was computed; it is
    /// <see cref="FirstRow"/> at the start.
    /// </summary>
    /// <param name="writer">The writer of the class.</param>
    /// <param name="rows">Number of input rows of a band.</param>
    /// <param name="layer">The layer that computes a row.</param>
    internal void Produce(ClassWriter writer, int rows, ConvolutionCode layer)
    {
        writer.Run($"int first = r{(window.StrideY == 1 ? "" : $" * {window.StrideY}")}{(window.PadTop == 0 ? ""
            : $" - {window.PadTop}")}, kept = next - first;");
        writer.Run($"Array.Copy(a, {_offset} + ({rows} - kept) * {Pitch}, a, {_offset}, kept * {Pitch});");
        writer.Run($"next = first + {rows};");
        using (writer.RunBlock($"for (int m = first + kept, to = {_offset + PadLeft} + kept * {Pitch}; m < next; m++, to += {Pitch})"))
        {
            writer.Run($"if (m < 0 || m >= {height}) Array.Copy({_padding}, 0, a, to, {RowLength});");
            using (writer.RunBlock("else")) layer.CallRow(0, "m", "to");
        }
    }

    /// <summary>The first input row of the first band; it is negative if there is padding above the map.</summary>
    internal int FirstRow => -window.PadTop;
}
