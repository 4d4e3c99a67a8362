namespace EdgeConv.NanoFramework;

/// <summary>
/// Finds nanoFramework's tools and assemblies on this computer: where an environment variable names them, else in ~/.nanoframework, else in
/// the packages that NuGet restored.
/// </summary>
/// <param name="home">The user's folder.</param>
/// <param name="variable">Reads an environment variable; null if it is not set.</param>
public sealed class NanoTools(string home, Func<string, string?> variable)
{
    /// <summary>Name of the package with the metadata processor.</summary>
    public const string ProcessorPackage = "nanoFramework.Tools.MetadataProcessor.CLI";

    private const string ProcessorFile = "nanoFramework.Tools.MetadataProcessor.exe";

    /// <summary>Variables with the command of the metadata processor, with that of nanoff, and with the folder of assemblies.</summary>
    public const string ProcessorVariable = "NANO_MDP", NanoffVariable = "EDGECONV_NANOFF", ReferencesVariable = "EDGECONV_REFERENCES";

    /// <summary>The tools of this user.</summary>
    public static NanoTools OfUser { get; } =
        new(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), Environment.GetEnvironmentVariable);

    /// <summary>Folder that NuGet restores packages to for all projects of the user.</summary>
    public string PackageCache => Value("NUGET_PACKAGES") ?? Path.Combine(home, ".nuget", "packages");

    /// <summary>Returns the command of the metadata processor.</summary>
    /// <param name="packages">The packages folder of the solution.</param>
    /// <exception cref="UserException">It is not installed; the message says how to install it.</exception>
    public string Processor(string packages)
    {
        if (Value(ProcessorVariable) is { } named) return File.Exists(named) ? Quote(named) : named;
        foreach (string name in (string[])["mdp", "mdp.exe"])
            if (Path.Combine(home, ".nanoframework", name) is var path && File.Exists(path)) return Quote(path);
        string? found = Folders(packages, ProcessorPackage + ".*").Concat(Folders(PackageCache, ProcessorPackage.ToLowerInvariant()))
            .SelectMany(folder => Directory.EnumerateFiles(folder, ProcessorFile, SearchOption.AllDirectories))
            .OrderBy(VersionOf).LastOrDefault();
        if (found is null)
            throw new UserException("the metadata processor, which makes .pe files, is not installed: run `nuget install " +
                $"{ProcessorPackage} -OutputDirectory \"{packages}\"`{(OperatingSystem.IsWindows() ? "" : " and install mono")}, or name " +
                $"it in the variable {ProcessorVariable}");
        return (OperatingSystem.IsWindows() ? "" : "mono ") + Quote(found);
    }

    /// <summary>Returns the command of nanoff: the variable's, else that of a folder of PATH, else the user's .NET tool.</summary>
    /// <exception cref="UserException">It is not installed; the message says how to install it.</exception>
    public string Nanoff()
    {
        if (Value(NanoffVariable) is { } named) return File.Exists(named) ? Quote(named) : named;
        string file = OperatingSystem.IsWindows() ? "nanoff.exe" : "nanoff";
        IEnumerable<string> folders = (Value("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string? found = folders.Append(Path.Combine(home, ".dotnet", "tools")).Select(folder => Path.Combine(folder, file))
            .FirstOrDefault(File.Exists);
        return found is not null ? Quote(found) : throw new UserException("nanoff, which writes to boards, is not installed: run " +
            $"`dotnet tool install -g nanoff`, or name it in the variable {NanoffVariable}");
    }

    /// <summary>Returns the folder with the assemblies of packages that no feed has; null if there is none.</summary>
    /// <param name="option">Value of `--references`, or null.</param>
    /// <exception cref="UserException">The named folder does not exist.</exception>
    public string? References(string? option)
    {
        if ((option ?? Value(ReferencesVariable)) is { } folder)
            return Directory.Exists(folder) ? folder
                : throw new UserException($"{(option is null ? ReferencesVariable : "--references")} {folder} is not a folder");
        string own = Path.Combine(home, ".nanoframework", "refs");
        return Directory.Exists(own) ? own : null;
    }

    private string? Value(string name) => variable(name) is { Length: > 0 } value ? value : null;

    private static string Quote(string path) => path.Contains(' ') ? $"\"{path}\"" : path;

    private static IEnumerable<string> Folders(string root, string pattern) =>
        Directory.Exists(root) ? Directory.EnumerateDirectories(root, pattern) : [];

    // The version in a path such as packages/NAME.4.0.1/tools/FILE or name/4.0.1/tools/FILE.
    private static Version VersionOf(string file)
    {
        const string Begin = ProcessorPackage + ".";
        Version found = new(0, 0);
        foreach (string part in file.Split('/', '\\'))
        {
            string number = part.StartsWith(Begin, StringComparison.OrdinalIgnoreCase) ? part[Begin.Length..] : part;
            if (Version.TryParse(number.Split('-')[0], out Version? version)) found = version;
        }
        return found;
    }
}
