namespace EdgeConv.Tests;

/// <summary>A folder that is gone after the test.</summary>
internal class TestFolder : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("edgeconv-test-").FullName;

    public string File(string name) => Path.Combine(Folder, name);

    /// <summary>Writes a file and the folders above it; returns its path.</summary>
    public string Put(string name, params byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File(name))!);
        System.IO.File.WriteAllBytes(File(name), content);
        return File(name);
    }

    public string Put(string name, string text) => Put(name, Encoding.UTF8.GetBytes(text));

    public byte[] Bytes(string name) => System.IO.File.ReadAllBytes(File(name));

    public string Text(string name) => System.IO.File.ReadAllText(File(name));

    /// <summary>A folder in it, or itself, holds these files and folders and no other.</summary>
    public void AssertHolds(string folder, params string[] names) =>
        CollectionAssert.AreEquivalent(names, Directory.GetFileSystemEntries(File(folder)).Select(Path.GetFileName).ToArray());

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
