using System.Reflection;
using System.Text;
using EdgeConv.Simulation.Report;

namespace EdgeConv.Studio;

/// <summary>
/// Files of the studio's page: the folder Page, the modules that report.html uses too, and the stylesheet of all pages.
/// </summary>
internal static class PageFiles
{
    /// <summary>A file in memory.</summary>
    internal sealed record PageFile(string ContentType, byte[] Bytes);

    // The page loads only its own files; RequestGuard's content security policy forbids all others.
    private const string Head = """
        <link rel="icon" href="/icon.svg" type="image/svg+xml">
        <link rel="stylesheet" href="/style.css">
        <script type="module" src="/studio.js"></script>
        """;

    private static readonly Dictionary<string, PageFile> s_files = Load();

    /// <summary>Returns the file of a path such as /studio.css, where / is the page itself; null if there is none.</summary>
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
        Dictionary<string, PageFile> files = [];
        foreach (Assembly assembly in (Assembly[])[typeof(HtmlReport).Assembly, typeof(PageFiles).Assembly])
            foreach (string name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
                Add(name[Prefix.Length..], Resource.ReadText(assembly, name));
        string body = TextOf("/index.html");
        foreach (string tab in (string[])["board", "train"]) body = body.Replace($"<!-- {tab}.html -->\n", TextOf($"/{tab}.html"));
        Add("style.css", HtmlPage.Style);
        Add("index.html", HtmlPage.Of("EdgeConv Studio", body, "studio", Head));
        return files;

        string TextOf(string path) => Encoding.UTF8.GetString(files[path].Bytes);

        void Add(string name, string text) => files["/" + name] = new PageFile(ContentTypeOf(name), Encoding.UTF8.GetBytes(text));
    }

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => throw new InvalidOperationException($"the content type of {name} is not known"),
    };
}
