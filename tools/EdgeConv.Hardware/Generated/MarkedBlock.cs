namespace EdgeConv.Hardware.Generated;

/// <summary>The part of a text file that is made from hardware/: the lines between two marks. The rest is written by hand.</summary>
public static class MarkedBlock
{
    /// <summary>The text with new lines between the marks.</summary>
    /// <param name="file">What a message calls it.</param>
    /// <param name="text">The file's text.</param>
    /// <param name="name">Name in the marks: "made from hardware: NAME" and "end of NAME".</param>
    /// <param name="lines">The new lines, each with its end.</param>
    /// <exception cref="UserException">The marks are not there.</exception>
    public static string Replace(string file, string text, string name, string lines)
    {
        int begin = text.IndexOf($"made from hardware: {name}", StringComparison.Ordinal),
            end = begin < 0 ? -1 : text.IndexOf($"end of {name}", begin, StringComparison.Ordinal);
        if (end < 0) throw new UserException($"{file}: the marks \"made from hardware: {name}\" and \"end of {name}\" are not there");
        int first = text.IndexOf('\n', begin) + 1, last = text.LastIndexOf('\n', end) + 1;
        return text[..first] + lines + text[last..];
    }
}
