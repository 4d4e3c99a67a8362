namespace EdgeConv.Tests.Packages;

/// <summary>A .nupkg: its files, and what its .nuspec says.</summary>
internal sealed class PackageFile
{
    /// <summary>Opens the one package of a folder whose name fits.</summary>
    public PackageFile(string folder, Regex? name = null)
    {
        Path = Directory.GetFiles(folder, "*.nupkg").Single(path => name?.IsMatch(System.IO.Path.GetFileName(path)) ?? true);
        using ZipArchive zip = ZipFile.OpenRead(Path);
        // What the packer adds for itself, and every package has.
        Files = [.. zip.Entries.Select(entry => entry.FullName)
            .Where(n => !n.StartsWith("_rels/") && !n.StartsWith("package/") && n != "[Content_Types].xml").Order()];
        using Stream nuspec = zip.Entries.Single(entry => entry.FullName.EndsWith(".nuspec")).Open();
        Nuspec = XElement.Load(nuspec);
    }

    public string Path { get; }

    /// <summary>Names with slashes, in order.</summary>
    public string[] Files { get; }

    public XElement Nuspec { get; }

    /// <summary>A field of the metadata; empty where there is none.</summary>
    public string Field(string name) => Nuspec.Descendants().FirstOrDefault(element => element.Name.LocalName == name)?.Value ?? "";

    /// <summary>The content of a file.</summary>
    public byte[] Read(string name)
    {
        using ZipArchive zip = ZipFile.OpenRead(Path);
        using Stream stream = zip.GetEntry(name)!.Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
