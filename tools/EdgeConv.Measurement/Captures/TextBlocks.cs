namespace EdgeConv.Measurement.Captures;

/// <summary>A text file as blocks of whole lines, of bounded size, without a byte order mark.</summary>
/// <param name="source">The file.</param>
internal sealed class TextBlocks(CaptureSource source)
{
    private const int BlockBytes = 1 << 20;

    /// <summary>The file ended within a line: the last block holds it.</summary>
    public bool EndsWithinLine { get; private set; }

    /// <summary>Takes one block.</summary>
    /// <param name="lines">Whole lines with their ends; the last one of the file may lack its own.</param>
    /// <returns>Whether to go on.</returns>
    public delegate bool Taker(ReadOnlySpan<byte> lines);

    /// <summary>Gives all blocks in turn.</summary>
    /// <exception cref="UserException">A line longer than a block, or a file that cannot be read.</exception>
    public void ForEach(Taker take)
    {
        using Stream file = source.Open();
        byte[] buffer = new byte[BlockBytes];
        int kept = 0;
        bool first = true;
        for (int read; (read = file.Read(buffer, kept, buffer.Length - kept)) > 0;)
        {
            ReadOnlySpan<byte> filled = buffer.AsSpan(0, kept + read);
            int start = first && filled.StartsWith("\uFEFF"u8) ? 3 : 0;
            first = false;
            int end = filled.LastIndexOf((byte)'\n') + 1;
            if (end == 0 && filled.Length == buffer.Length)
                throw new UserException($"{source.Path}: a line longer than {BlockBytes >> 20} MB; is this a capture?");
            if (end > start && !take(filled[start..end])) return;
            kept = filled.Length - end;
            filled[end..].CopyTo(buffer);
        }
        EndsWithinLine = kept > 0;
        if (kept > 0) take(buffer.AsSpan(0, kept));
    }
}
