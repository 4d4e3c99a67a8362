using System.Security.Cryptography;

namespace EdgeConv.Draw;

/// <summary>Converts a picture to the format that the file's name gives.</summary>
public static class PictureFile
{
    /// <summary>Returns the content of an .svg or .png file.</summary>
    /// <exception cref="UserException">The file's name has another ending.</exception>
    public static byte[] Of(Picture picture, string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".svg" => Encoding.UTF8.GetBytes(SvgText.Of(picture)),
        ".png" => PicturePng.Of(picture, Fingerprint(picture)),
        _ => throw new UserException($"{file}: the name must end with .svg or .png"),
    };

    /// <summary>Returns the note that a .png holds about the picture it was drawn from.</summary>
    public static string Fingerprint(Picture picture) =>
        "sha256 of the .svg: " + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(SvgText.Of(picture))));
}
