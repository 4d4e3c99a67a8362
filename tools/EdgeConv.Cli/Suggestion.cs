namespace EdgeConv.Cli;

/// <summary>Finds the word that the user probably meant.</summary>
internal static class Suggestion
{
    /// <summary>Returns "; did you mean WORD?" for the most similar known word; "" if none is similar.</summary>
    /// <param name="word">The misspelled word.</param>
    /// <param name="known">The known words.</param>
    public static string For(string word, IEnumerable<string> known)
    {
        (string Word, int Distance)[] near = [.. known.Select(one => (one, Distance(word.ToLowerInvariant(), one)))
            .Where(one => one.Item2 <= Math.Max(1, Math.Min(word.Length, one.one.Length) / 3)).OrderBy(one => one.Item2)];
        if (near.Length == 0)
        {
            // An abbreviation, if it can only mean one word.
            string[] longer = word.TrimStart('-').Length < 2 ? []
                : [.. known.Where(one => one.StartsWith(word, StringComparison.OrdinalIgnoreCase))];
            return longer.Length == 1 ? $"; did you mean {longer[0]}?" : "";
        }
        return $"; did you mean {near[0].Word}?";
    }

    // Number of letters to insert, remove, replace or swap with the next to get from one word to the other.
    private static int Distance(string from, string to)
    {
        int[,] steps = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++)
            for (int j = 0; j <= to.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    steps[i, j] = i + j;
                    continue;
                }
                int replaced = steps[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                steps[i, j] = Math.Min(replaced, Math.Min(steps[i - 1, j], steps[i, j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    steps[i, j] = Math.Min(steps[i, j], steps[i - 2, j - 2] + 1);
            }
        return steps[from.Length, to.Length];
    }
}
