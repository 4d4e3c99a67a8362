namespace EdgeConv.Common.Drawing;

/// <summary>A font of 3x5 pixels for captions of pictures. It needs no font on the machine.</summary>
public static class PixelFont
{
    /// <summary>Pixels from the top of a letter to its bottom.</summary>
    public const int Height = 5;

    /// <summary>Pixels from one letter to the next.</summary>
    public const int Advance = 4;

    // Each entry is a character and five octal digits, one per row from the top; the left pixel of a row counts 4.
    private const string Glyphs =
        "A25755 B65656 C34443 D65556 E74647 F74644 G34553 H55755 I72227 J11152 K55655 L44447 M57755 N65555 O25552 P65644 Q25563 R65655 " +
        "S34216 T72222 " +
        "U55557 V55552 W55775 X55255 Y55222 Z71247 075557 126227 261247 361216 455711 574616 634757 771244 875757 975716 .00002 ,00024 " +
        ":02020 -00700 +02720 " +
        "/11244 %51245 =07070 (24442 )42224 #57575 >42124 _00007 '22000";

    private static readonly Dictionary<char, string> s_byCharacter = Glyphs.Split(' ').ToDictionary(glyph => glyph[0], glyph => glyph[1..]);

    /// <summary>Returns the set pixels of a text, relative to its top left corner; lower-case letters are drawn as capitals.</summary>
    public static IEnumerable<(int X, int Y)> Pixels(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == ' ') continue;
            string rows = s_byCharacter.GetValueOrDefault(char.ToUpperInvariant(text[i]), "75557");
            for (int y = 0; y < Height; y++)
                for (int x = 0; x < 3; x++)
                    if (((rows[y] - '0') >> (2 - x) & 1) != 0) yield return (i * Advance + x, y);
        }
    }
}
