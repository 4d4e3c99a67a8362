using System.Reflection;

namespace EdgeConv.Studio;

/// <summary>The page: plain files, embedded into this assembly as they stand in the folder Page.</summary>
internal static class PageFiles
{
    /// <summary>One file, in memory.</summary>
    internal sealed record PageFile(string ContentType, byte[] Bytes);

    private static readonly Dictionary<string, PageFile> s_files = Load();

    /// <summary>The file of a path such as /studio.css, / for the page itself; or null.</summary>
    public static PageFile? Find(string path) => s_files.GetValueOrDefault(path == "/" ? "/index.html" : path);

    public static async Task Write(HttpResponse response, PageFile file)
    {
        response.ContentType = file.ContentType;
        response.ContentLength = file.Bytes.Length;
        await response.Body.WriteAsync(file.Bytes);
    }

    private static Dictionary<string, PageFile> Load()
    {
        const string Prefix = "page/";
        Assembly assembly = typeof(PageFiles).Assembly;
        Dictionary<string, PageFile> files = [];
        foreach (string name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
            files["/" + name[Prefix.Length..]] = new PageFile(ContentTypeOf(name), Resource.Read(assembly, name));
        return files;
    }

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => throw new InvalidOperationException($"{name}: no content type is known for it"),
    };
}
