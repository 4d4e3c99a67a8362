namespace EdgeConv.Studio.Networks;

/// <summary>A model in a request: the page's own network (.json), or a file that the user opened.</summary>
/// <param name="Name">Name of the file; its extension gives the format, as on the command line.</param>
/// <param name="Data">Content of the file.</param>
internal sealed record UploadedModel(string Name, byte[] Data)
{
    private const int MaxNameLength = 200;

    /// <summary>Name of the file without its extension.</summary>
    public string Stem => Path.GetFileNameWithoutExtension(Name);

    public bool IsPacked => ModelFile.IsPacked(Name, Data);

    /// <summary>Reads the network.</summary>
    /// <exception cref="ModelException">The file is damaged or not supported; the message is that of the command line and names
    /// it.</exception>
    public Graph ReadGraph() => Named(() => ModelFile.Read(Stem, Path.GetExtension(Name), Data));

    /// <summary>Loads an .ecm file into the packed engine.</summary>
    /// <exception cref="ModelException">The file is damaged.</exception>
    public PackedModel Load() => Named(() => PackedModel.Load(Data));

    /// <summary>Works on the model; the message of an error in the model names the file.</summary>
    public T Named<T>(Func<T> open)
    {
        if (Name.Length is 0 or > MaxNameLength || Name.IndexOfAny(['/', '\\']) >= 0)
            throw new ModelException($"name must be a file's name of 1 to {MaxNameLength} characters, without folders");
        return ModelFile.Named(Name, open);
    }
}
