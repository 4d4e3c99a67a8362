using System.Runtime.InteropServices;

namespace EdgeConv.NanoClr;

/// <summary>
/// Where the genuine nanoFramework tools are: the environment variables NANOCLR, NANO_MDP and NANO_REFS; for each that is not set, nanoCLR,
/// mdp and refs/ under ~/.nanoframework/; or, when none of these is there, the official `nanoclr` tool with restored packages.
/// </summary>
public sealed class ToolPaths
{
    /// <summary>Command line of the interpreter; .pe files follow.</summary>
    public required string Host { get; init; }

    /// <summary>Command line of the metadata processor.</summary>
    public required string Processor { get; init; }

    /// <summary>Genuine assemblies by simple name; the .pe lies beside each.</summary>
    public required IReadOnlyDictionary<string, string> References { get; init; }

    /// <summary>Finds the tools. Null and a reason when none is there.</summary>
    /// <param name="home">The user's folder.</param>
    /// <param name="solutionFolder">Where a packages folder may be.</param>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="reason">Why none is there.</param>
    /// <exception cref="ToolException">A variable is set or the folder exists, and a piece is missing: the message names it.</exception>
    public static ToolPaths? Find(string home, string? solutionFolder, Func<string, string?> variable, out string reason)
    {
        reason = "";
        // Compared by its exact name: nanoff keeps its firmware cache in .nanoFramework, the same folder where case does not count.
        bool folder = home != "" && Directory.Exists(home)
            && Directory.EnumerateDirectories(home, ".nanoframework").Any(d => Path.GetFileName(d) == ".nanoframework");
        string? host = Set("NANOCLR"), processor = Set("NANO_MDP"), references = Set("NANO_REFS");
        if (!folder && host is null && processor is null && references is null) return Official(home, solutionFolder, Set, out reason);

        string root = Path.Combine(home, ".nanoframework");
        return new ToolPaths
        {
            Host = Quote(host is null ? Executable(root, "nanoCLR") : File.Exists(host) ? host
                : throw new ToolException($"NANOCLR names {host}, which is not a file")),
            Processor = processor is null ? Quote(Executable(root, "mdp")) : File.Exists(processor) ? Quote(processor) : processor,
            References = ReadReferences(references ?? Path.Combine(root, "refs"), references is null ? "" : "NANO_REFS names "),
        };

        string? Set(string name) => variable(name) is { Length: > 0 } value ? value : null;
    }

    private static string Quote(string path) => path.Contains(' ') ? $"\"{path}\"" : path;

    private static string Executable(string folder, string name)
    {
        foreach (string file in new[] { name, name + ".exe" })
            if (File.Exists(Path.Combine(folder, file))) return Path.Combine(folder, file);
        throw new ToolException($"{Path.Combine(folder, name)} is missing");
    }

    private static Dictionary<string, string> ReadReferences(string folder, string origin)
    {
        if (!Directory.Exists(folder)) throw new ToolException($"{origin}{folder}, which is not a folder");
        Dictionary<string, string> found = Pairs(Directory.EnumerateFiles(folder));
        foreach (string name in Toolchain.TestAssemblies)
            if (!found.ContainsKey(name))
                throw new ToolException($"{origin}{folder}: {name} is missing (both the assembly and its .pe are needed)");
        return found;
    }

    private static Dictionary<string, string> Pairs(IEnumerable<string> files)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string file in files)
            if (Path.GetExtension(file) is ".dll" or ".exe" && File.Exists(Path.ChangeExtension(file, ".pe")))
                found[Path.GetFileNameWithoutExtension(file)] = file;
        return found;
    }

    // The global tool, and packages as NuGet restores them: packages/ID.VERSION/lib beside the solution, or the cache's id/version/lib.
    private static ToolPaths? Official(string home, string? solutionFolder, Func<string, string?> variable, out string reason)
    {
        string exe = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "nanoclr.exe" : "nanoclr";
        string? host = (variable("PATH") ?? "").Split(Path.PathSeparator)
            .Append(Path.Combine(home, ".dotnet", "tools")).Where(d => d != "").Select(d => Path.Combine(d, exe))
            .FirstOrDefault(File.Exists);
        reason = "nanoCLR not found";
        if (host is null) return null;

        string cache = variable("NUGET_PACKAGES") ?? Path.Combine(home, ".nuget", "packages");
        // Ordered by version, so that the newest of each wins.
        List<string> packages = [];
        if (Directory.Exists(cache))
            packages.AddRange(Directory.EnumerateDirectories(cache, "nanoframework.*").SelectMany(Directory.EnumerateDirectories));
        if (solutionFolder is not null && Directory.Exists(Path.Combine(solutionFolder, "packages")))
            packages.AddRange(Directory.EnumerateDirectories(Path.Combine(solutionFolder, "packages"), "nanoFramework.*"));
        packages.Sort((a, b) => VersionOf(a).CompareTo(VersionOf(b)));
        string[] files = [.. packages.SelectMany(p => Directory.EnumerateFiles(p, "*.*", SearchOption.AllDirectories))];
        Dictionary<string, string> references = Pairs(files);
        string? processor = files.LastOrDefault(f => Path.GetFileName(f) == "nanoFramework.Tools.MetadataProcessor.exe");
        string? missing = processor is null ? "package nanoFramework.Tools.MetadataProcessor.CLI"
            : Toolchain.TestAssemblies.FirstOrDefault(name => !references.ContainsKey(name));
        if (missing is null)
            return new ToolPaths { Host = Quote(host) + " run --assemblies", Processor = Quote(processor!), References = references };
        reason = $"nanoCLR not found (the nanoclr tool is there, {missing} is not)";
        return null;
    }

    private static Version VersionOf(string package)
    {
        string name = Path.GetFileName(package);
        int start = 0;
        while (start < name.Length && !(char.IsDigit(name[start]) && (start == 0 || name[start - 1] == '.'))) start++;
        return Version.TryParse(name[start..].Split('-')[0], out Version? version) ? version : new Version(0, 0);
    }
}

/// <summary>A tool is missing or refused its work; the message is one clear line, followed by what the tool said.</summary>
public sealed class ToolException(string message) : Exception(message);
