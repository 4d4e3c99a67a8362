namespace EdgeConv.NanoFramework;

/// <summary>
/// The image that `nanoff --deploy --image` writes to a board: the .pe files one after another, each padded with zeros to a multiple of
/// four bytes. The board's loader walks through them in this order (nf-interpreter, src/CLR/Startup/CLRStartup.cpp).
/// </summary>
public static class DeploymentImage
{
    private const int Alignment = 4;

    /// <summary>Joins .pe files.</summary>
    /// <param name="files">The files: each after those that it refers to, the program last.</param>
    public static byte[] Join(IEnumerable<string> files)
    {
        using var image = new MemoryStream();
        foreach (string file in files)
        {
            image.Write(File.ReadAllBytes(file));
            image.SetLength((image.Length + Alignment - 1) / Alignment * Alignment);
            image.Position = image.Length;
        }
        return image.ToArray();
    }
}
