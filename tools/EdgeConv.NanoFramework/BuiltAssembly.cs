namespace EdgeConv.NanoFramework;

/// <summary>An assembly that was built for nanoFramework.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">Path of the .dll or .exe; the .pe is beside it.</param>
/// <param name="Assemblies">Paths of all assemblies that it needs at run time, each after those that it refers to, itself last.</param>
public sealed record BuiltAssembly(string Name, string Path, IReadOnlyList<string> Assemblies)
{
    /// <summary>Path of its .pe.</summary>
    public string Pe => System.IO.Path.ChangeExtension(Path, ".pe");

    /// <summary>Path of the deployment image; null for a library.</summary>
    public string? Image { get; init; }
}
