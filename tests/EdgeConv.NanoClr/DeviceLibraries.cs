namespace EdgeConv.NanoClr;

/// <summary>The libraries of shared/ that boards run: each after those it references.</summary>
public static class DeviceLibraries
{
    /// <summary>Names of the assemblies, which are those of their folders and projects too.</summary>
    public static IReadOnlyList<string> Names { get; } = ["EdgeConv", "EdgeConv.Packed", "EdgeConv.Link", "EdgeConv.Slots"];

    private static readonly Lazy<byte[][]> s_images = new(() =>
    {
        List<byte[]> images = [];
        foreach (string name in Names) images.Add(DesktopBuild.Compile(Project(name), [.. images]));
        return [.. images];
    });

    /// <summary>The libraries, compiled once as a .nfproj compiles them but for any machine.</summary>
    public static byte[][] Images => s_images.Value;

    /// <summary>The project that builds a library for boards.</summary>
    public static NanoProject Project(string name) => NanoProject.Load(Repository.PathOf("firmware", name, name + ".nfproj"));

    /// <summary>Compiles all of them for nanoCLR.</summary>
    public static DeviceAssembly[] Compile(DeviceBuild build) => [.. Names.Select(name => build.Compile(Project(name)))];
}
