using System.Security.Cryptography;

namespace EdgeConv.Draw;

/// <summary>A picture as the file its name asks for.</summary>
public static class PictureFile
{
    /// <summary>The bytes of a .svg or .png.</summary>
    /// <exception cref="UserException">Another ending.</exception>
    public static byte[] Of(Picture picture, string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".svg" => Encoding.UTF8.GetBytes(SvgText.Of(picture)),
        ".png" => PicturePng.Of(picture, Fingerprint(picture)),
        _ => throw new UserException($"{file}: the name ends with .svg or .png"),
    };

    /// <summary>What a .png notes of the picture it was drawn from.</summary>
    public static string Fingerprint(Picture picture) =>
        "sha256 of the .svg: " + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(SvgText.Of(picture))));
}
