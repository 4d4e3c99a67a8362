namespace EdgeConv.Tests.Docs;

/// <summary>Links of all pages lead somewhere, and every page of docs/ is reached from the README.</summary>
[TestClass]
public sealed class LinkTests
{
    private static readonly Dictionary<string, MarkdownPage> s_pages = MarkdownPage.All.ToDictionary(page => page.Path);

    [TestMethod]
    public void LinksLeadToFilesAndHeadings()
    {
        string[] broken = [.. s_pages.Values
            .SelectMany(page => page.Links.Where(link => !Leads(page, link)).Select(link => $"{page.Path}: {link}"))];
        Assert.AreEqual("", string.Join("\n", broken));
    }

    [TestMethod]
    public void EveryPageIsReachedFromTheReadme()
    {
        HashSet<string> reached = ["README.md"];
        var open = new Queue<string>(reached);
        while (open.TryDequeue(out string? path))
            foreach (string link in s_pages[path].Links)
                if (Target(s_pages[path], link) is { } target && s_pages.ContainsKey(target) && reached.Add(target)) open.Enqueue(target);
        string[] lost = [.. s_pages.Keys.Where(path => path.StartsWith("docs/") && !reached.Contains(path))];
        Assert.AreEqual("", string.Join("\n", lost));
    }

    [TestMethod]
    public void TheTestsNamedByThePageExist()
    {
        HashSet<string> files = [.. Repository.Files("*Tests.cs").Select(file => Path.GetFileNameWithoutExtension(file))];
        string[] named = [.. Regex.Matches(s_pages["docs/checked.md"].Prose, @"`(\w+Tests)`").Select(match => match.Groups[1].Value)];
        Assert.IsNotEmpty(named);
        foreach (string name in named) Assert.Contains(name, files);
    }

    private static bool Leads(MarkdownPage page, string link)
    {
        string target = Target(page, link), full = Repository.PathOf(target);
        if (!File.Exists(full) && !Directory.Exists(full)) return false;
        int hash = link.IndexOf('#');
        return hash < 0 || (s_pages.TryGetValue(target, out MarkdownPage? other) && other.Anchors.Contains(link[(hash + 1)..]));
    }

    /// <summary>The file a link names, from the root of the repository.</summary>
    private static string Target(MarkdownPage page, string link)
    {
        string file = link.Split('#')[0];
        if (file == "") return page.Path;
        string full = Path.GetFullPath(Repository.PathOf(Path.GetDirectoryName(page.Path)!, file));
        return Path.GetRelativePath(Repository.PathOf(), full).Replace('\\', '/');
    }
}
