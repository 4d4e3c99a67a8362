namespace EdgeConv.Tests.Fuzz;

/// <summary>Damages a file in one to four places, as faulty disks, transfers and attackers do.</summary>
internal static class Mutator
{
    private static readonly int[] s_telling = [0, 1, -1, 2, 3, 127, 128, 255, 256, 32767, 65535, 65536, 1 << 20, 1 << 26, 1 << 30,
        int.MaxValue, int.MinValue];
    private static readonly string[] s_words = ["0", "-1", "1e9", "1e-40", "2147483647", "99999999999", "null", "true", "{}", "[]", "\"\"",
        "\"box\"", "\"\\ud800\"", "[[1]]", "0.5", ",", "//", "\"same\"", "\"global\"", "67108864"];

    /// <summary>A damaged copy; never the file itself.</summary>
    public static byte[] Damage(byte[] file, bool isText, Random dice)
    {
        byte[] damaged = file;
        for (int count = dice.Next(1, 5); count > 0 && damaged.Length > 0; count--)
            damaged = isText && dice.Next(3) > 0 ? DamageText(damaged, dice) : DamageBytes(damaged, dice);
        return damaged;
    }

    private static byte[] DamageBytes(byte[] file, Random dice)
    {
        byte[] copy = [.. file];
        int at = dice.Next(copy.Length);
        switch (dice.Next(8))
        {
            case 0: copy[at] ^= (byte)(1 << dice.Next(8)); break;
            case 1: copy[at] = (byte)dice.Next(256); break;
            case 2: return copy[..at];
            case 3: return [.. copy[..at], .. copy[Math.Min(copy.Length, at + dice.Next(1, 64))..]];
            case 4: return [.. copy[..at], .. copy.AsSpan(dice.Next(copy.Length)).ToArray().Take(dice.Next(1, 64)), .. copy[at..]];
            case 5 when copy.Length >= 4: // an aligned int that means a size, an offset or an index
                at = dice.Next(copy.Length / 4) * 4;
                BinaryPrimitives.WriteInt32LittleEndian(copy.AsSpan(at), s_telling[dice.Next(s_telling.Length)]);
                break;
            case 6 when copy.Length >= 4: // off by a little
                at = dice.Next(copy.Length / 4) * 4;
                BinaryPrimitives.WriteInt32LittleEndian(copy.AsSpan(at),
                    BinaryPrimitives.ReadInt32LittleEndian(copy.AsSpan(at)) + dice.Next(-8, 9));
                break;
            default: // the tables of a file stand at its start or end
                at = dice.Next(2) == 0 ? dice.Next(Math.Min(copy.Length, 512)) : copy.Length - 1 - dice.Next(Math.Min(copy.Length, 2048));
                copy[at] = (byte)dice.Next(256);
                break;
        }
        return copy;
    }

    // Replaces one value, name or mark by another.
    private static byte[] DamageText(byte[] file, Random dice)
    {
        int from = dice.Next(file.Length);
        while (from < file.Length && !IsWord(file[from])) from++;
        int to = from;
        while (to < file.Length && IsWord(file[to])) to++;
        if (from == file.Length) return file[..^1];
        string word = s_words[dice.Next(s_words.Length)];
        return [.. file[..from], .. System.Text.Encoding.UTF8.GetBytes(word), .. file[to..]];
    }

    private static bool IsWord(byte value) => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'.' or (byte)'"';
}
