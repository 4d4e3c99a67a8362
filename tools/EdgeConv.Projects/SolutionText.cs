namespace EdgeConv.Projects;

/// <summary>Writes a Visual Studio solution.</summary>
internal static class SolutionText
{
    private const string NanoFramework = "{11A8DD76-328B-46DF-9F39-F559912D0360}", Desktop = "{9A19103F-16F7-4668-BE54-9A1E7A4F7556}";

    /// <summary>Returns the text of a .sln file.</summary>
    /// <param name="projects">Path and identity of each project; those that end with .nfproj are also deployed.</param>
    public static string Of(IReadOnlyList<(string Path, Guid Id)> projects)
    {
        List<string> lines = ["", "Microsoft Visual Studio Solution File, Format Version 12.00", "# Visual Studio Version 17",
            "VisualStudioVersion = 17.14.36015.10", "MinimumVisualStudioVersion = 10.0.40219.1"];
        foreach ((string path, Guid id) in projects)
            lines.AddRange($"Project(\"{(IsDevice(path) ? NanoFramework : Desktop)}\") = \"{Path.GetFileNameWithoutExtension(path)}\", " +
                $"\"{path.Replace('/', '\\')}\", \"{Text(id)}\"", "EndProject");
        lines.AddRange("Global", "\tGlobalSection(SolutionConfigurationPlatforms) = preSolution", "\t\tDebug|Any CPU = Debug|Any CPU",
            "\t\tRelease|Any CPU = Release|Any CPU", "\tEndGlobalSection", "\tGlobalSection(ProjectConfigurationPlatforms) = postSolution");
        lines.AddRange(from project in projects
                       from configuration in (string[])["Debug", "Release"]
                       from action in (string[])["ActiveCfg", "Build.0", .. IsDevice(project.Path) ? (string[])["Deploy.0"] : []]
                       select $"\t\t{Text(project.Id)}.{configuration}|Any CPU.{action} = {configuration}|Any CPU");
        lines.AddRange("\tEndGlobalSection", "EndGlobal");
        return string.Concat(lines.Select(line => line + "\r\n"));
    }

    private static bool IsDevice(string path) => path.HasEnding(".nfproj");

    private static string Text(Guid id) => id.ToString("B").ToUpperInvariant();
}
