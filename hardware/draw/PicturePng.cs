using SkiaSharp;

namespace EdgeConv.Draw;

/// <summary>Draws a picture as .png at twice its size, for screens with fine pixels.</summary>
public static class PicturePng
{
    // Fonts whose widths are close: the picture leaves room for the widest, DejaVu Sans.
    private static readonly string[] s_files =
        ["/usr/share/fonts/truetype/dejavu/DejaVuSans", "/usr/share/fonts/TTF/DejaVuSans", "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans"];

    private static readonly (SKTypeface Regular, SKTypeface Bold) s_fonts = (Find(bold: false), Find(bold: true));

    /// <summary>The file's bytes.</summary>
    /// <param name="picture">What is drawn.</param>
    /// <param name="source">A word on what it was made from, kept in the file: a test sees by it that the file is not out of date.</param>
    /// <exception cref="UserException">The system has no font.</exception>
    public static byte[] Of(Picture picture, string source) => PngNote.Add(PngImage.Of(picture, 2, s_fonts), source);

    private static SKTypeface Find(bool bold)
    {
        if (s_files.Select(file => file + (bold ? "-Bold.ttf" : ".ttf")).FirstOrDefault(File.Exists) is { } path)
            return SKTypeface.FromFile(path);
        string[] names = ["DejaVu Sans", "Verdana", "Segoe UI", "Helvetica", "Arial"];
        return names.Select(name => SKFontManager.Default.MatchFamily(name, bold ? SKFontStyle.Bold : SKFontStyle.Normal))
            .FirstOrDefault(face => face is not null)
            ?? throw new UserException("no font found for .png files: install DejaVu Sans, or write .svg");
    }
}
