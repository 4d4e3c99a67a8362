namespace EdgeConv.Hardware;

/// <summary>The .json files of hardware/ that are part of this assembly.</summary>
internal static class Resource
{
    /// <summary>Name without .json, and text, of every file of a folder.</summary>
    /// <param name="folder">"boards/" or "wiring/".</param>
    public static IEnumerable<(string Name, string Text)> Read(string folder)
    {
        foreach (string name in typeof(Resource).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal)))
        {
            using StreamReader reader = new(typeof(Resource).Assembly.GetManifestResourceStream(name)!);
            yield return (name[folder.Length..^".json".Length], reader.ReadToEnd());
        }
    }
}
