using SkiaSharp;

namespace EdgeConv.Draw;

/// <summary>Draws a picture as .png at twice its size, for high-resolution screens.</summary>
public static class PicturePng
{
    // Pictures leave room for DejaVu Sans, which is wider than the other fonts used here.
    private static readonly string[] s_files =
        ["/usr/share/fonts/truetype/dejavu/DejaVuSans", "/usr/share/fonts/TTF/DejaVuSans", "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans"];

    private static readonly (SKTypeface Regular, SKTypeface Bold) s_fonts = (Find(bold: false), Find(bold: true));

    /// <summary>Returns the content of the .png file.</summary>
    /// <param name="picture">The picture to draw.</param>
    /// <param name="source">Note about the source, kept in the file; a test compares it to find files that are out of date.</param>
    /// <exception cref="UserException">The system has no font.</exception>
    public static byte[] Of(Picture picture, string source) => PngNote.Add(PngImage.Of(picture, 2, s_fonts), source);

    private static SKTypeface Find(bool bold)
    {
        if (s_files.Select(file => file + (bold ? "-Bold.ttf" : ".ttf")).FirstOrDefault(File.Exists) is { } path)
            return SKTypeface.FromFile(path);
        string[] names = ["DejaVu Sans", "Verdana", "Segoe UI", "Helvetica", "Arial"];
        return names.Select(name => SKFontManager.Default.MatchFamily(name, bold ? SKFontStyle.Bold : SKFontStyle.Normal))
            .FirstOrDefault(face => face is not null)
            ?? throw new UserException("there is no font for .png files; install DejaVu Sans, or write .svg");
    }
}
