namespace EdgeConv.Studio.Networks;

/// <summary>A model as a request brings it: the page's own network (.json), or a file that the user opened.</summary>
/// <param name="Name">The file's name; its extension counts as on the command line.</param>
/// <param name="Data">The whole file.</param>
internal sealed record UploadedModel(string Name, byte[] Data)
{
    private const int LongestName = 200;

    /// <summary>The name without its extension.</summary>
    public string Stem => Path.GetFileNameWithoutExtension(Name);

    public bool IsPacked => ModelFile.IsPacked(Name, Data);

    /// <summary>The network as its file has it.</summary>
    /// <exception cref="ModelException">Damaged or not supported; the message is the command line's and names the file.</exception>
    public Graph ReadGraph() => Named(() => ModelFile.Read(Stem, Path.GetExtension(Name), Data));

    /// <summary>An .ecm file, ready to run.</summary>
    /// <exception cref="ModelException">Damaged.</exception>
    public PackedModel Load() => Named(() => PackedModel.Load(Data));

    /// <summary>Does work on the model; an error in the model is told with its file's name.</summary>
    public T Named<T>(Func<T> open)
    {
        if (Name.Length is 0 or > LongestName || Name.IndexOfAny(['/', '\\']) >= 0)
            throw new ModelException($"name: a file's name of 1 to {LongestName} letters, without folders");
        return ModelFile.Named(Name, open);
    }
}
