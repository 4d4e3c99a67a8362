namespace EdgeConv.Hardware;

/// <summary>Breaks text into lines.</summary>
internal static class TextLines
{
    /// <summary>
    /// Joins words to lines of at most <paramref name="maxLength"/> characters, not counting the last separator of a line.
    /// </summary>
    internal static List<string> Of(IEnumerable<string> words, int maxLength, string separator = " ")
    {
        List<string> lines = [];
        foreach (string word in words)
            if (lines.Count == 0 || lines[^1].Length + word.Length > maxLength) lines.Add(word);
            else lines[^1] += separator + word;
        return lines;
    }
}
