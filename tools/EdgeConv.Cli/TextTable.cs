namespace EdgeConv.Cli;

/// <summary>
/// Lays a table out in lines of at most a given width. Optional columns go first, then long names are cut; the last column is wrapped.
/// </summary>
internal static class TextTable
{
    private const int Indent = 2, Gap = 2;

    // Width in characters to which a column of names may be cut.
    private const int MinName = 12;

    /// <summary>Returns the lines of a table, the column titles first.</summary>
    /// <param name="columns">
    /// Titles of the columns; as in Markdown, a colon at the end aligns a column to the right. A column with ? in front is left out if the
    /// table is too wide; of several, the last goes first.
    /// </param>
    /// <param name="rows">Cells of each row.</param>
    /// <param name="width">Maximum width of a line in characters.</param>
    public static IReadOnlyList<string> Lines(string[] columns, IEnumerable<string[]> rows, int width)
    {
        string[][] lines = [[.. columns.Select(column => column.TrimStart('?').TrimEnd(':'))], .. rows];
        List<int> shown = [.. Enumerable.Range(0, columns.Length)];
        int[] widths = [.. shown.Select(i => lines.Max(line => line[i].Length))];
        int Excess() => Indent + shown.Sum(i => widths[i] + Gap) - Gap - width;
        while (Excess() > 0 && shown.FindLast(i => columns[i].StartsWith('?')) is > 0 and var optional) shown.Remove(optional);
        // Columns of names are cut from the left, because the first is the longest in most tables; the last column is wrapped.
        int last = shown[^1];
        foreach (int i in shown.Where(i => !columns[i].EndsWith(':')).OrderBy(i => i == last))
            if (Excess() is > 0 and var excess) widths[i] = Math.Max(Math.Min(widths[i], MinName), widths[i] - excess);
        // If numbers alone are too wide, their titles are cut to the numbers.
        foreach (int i in shown.Where(i => columns[i].EndsWith(':')))
            if (Excess() is > 0 and var excess)
                widths[i] = Math.Max(lines.Skip(1).Select(line => line[i].Length).Append(1).Max(), widths[i] - excess);
        return [.. lines.SelectMany(Physical)];

        IEnumerable<string> Physical(string[] line)
        {
            bool isText = !columns[last].EndsWith(':');
            IReadOnlyList<string> tail = isText ? Wrap(line[last], widths[last]) : [Cut(line[last], widths[last]).PadLeft(widths[last])];
            for (int part = 0; part < tail.Count; part++)
            {
                IEnumerable<string> cells = shown.Select(i => i == last ? tail[part] : part > 0 ? new string(' ', widths[i])
                    : columns[i].EndsWith(':') ? Cut(line[i], widths[i]).PadLeft(widths[i]) : Cut(line[i], widths[i]).PadRight(widths[i]));
                yield return (new string(' ', Indent) + string.Join(new string(' ', Gap), cells)).TrimEnd();
            }
        }
    }

    /// <summary>Breaks a text between words into lines of at most a width; a longer word stays whole.</summary>
    public static IReadOnlyList<string> Wrap(string text, int width)
    {
        List<string> lines = [];
        StringBuilder line = new();
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                lines.Add(line.ToString());
                line.Clear();
            }
            if (line.Length > 0) line.Append(' ');
            line.Append(word);
        }
        lines.Add(line.ToString());
        return lines;
    }

    private static string Cut(string text, int width) =>
        text.Length <= width ? text : width < 2 ? text[..width] : text[..(width - 1)] + "…";
}
