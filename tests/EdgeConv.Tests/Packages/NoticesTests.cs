namespace EdgeConv.Tests.Packages;

/// <summary>THIRD-PARTY-NOTICES.txt names what the tool's package ships; lock files hold every project to one set of packages.</summary>
[TestClass]
public sealed class NoticesTests
{
    private static readonly Dictionary<string, string> s_central = XElement.Load(Repository.PathOf("Directory.Packages.props"))
        .Descendants("PackageVersion").ToDictionary(Included, element => element.Attribute("Version")!.Value);

    [TestMethod]
    public void NoticesNameEveryShippedPackageAsThePackageItselfDoes()
    {
        string text = Repository.Text("THIRD-PARTY-NOTICES.txt");
        string[][] rows = [.. text.Split('\n').Where(line => line.Contains(" | ")).Skip(1).Select(line => line.Split(" | "))];
        IEnumerable<string> expected = Shipped().Select(package => Notice(package.Id, package.Version));
        Assert.AreEqual(Sorted(expected, '\n'), Sorted(rows.Select(row => string.Join(" | ", row)), '\n'));
        foreach (string[] row in rows)
        {
            Assert.AreEqual(row[1], s_central.GetValueOrDefault(row[0], row[1]), $"{row[0]}: Directory.Packages.props");
            Assert.Contains($"=\n{row[2]}\n=", text, "the text of the license");
        }
    }

    [TestMethod]
    public void EveryProjectHasItsLockFile()
    {
        foreach (string project in Repository.Files("*.csproj"))
        {
            string path = Repository.PathOf(Path.GetDirectoryName(project)!, "packages.lock.json");
            Assert.IsTrue(File.Exists(path), $"{project}: no packages.lock.json; dotnet restore writes it");
            JsonObject packages = Locked(path);
            IEnumerable<string> Of(string type) => packages.Where(p => (string?)p.Value!["type"] == type).Select(p => p.Key);
            IEnumerable<string> wanted = XElement.Load(Repository.PathOf(project)).Descendants("PackageReference").Select(Included);
            Assert.AreEqual(Sorted(wanted, ' '), Sorted(Of("Direct"), ' '), project);
            // Projects too: where one is missing, the build server refuses to restore.
            IEnumerable<string> projects = Of("Project").Select(name => name.ToLowerInvariant());
            Assert.AreEqual(Sorted(Referenced(project).Distinct(), ' '), Sorted(projects, ' '), $"{project}: dotnet restore");
            foreach ((string name, JsonNode? package) in packages)
                if ((string?)package!["resolved"] is { } version)
                    Assert.AreEqual(s_central.GetValueOrDefault(name, version), version, $"{project}: {name}");
            string text = File.ReadAllText(path);
            string[] machineOrHost = ["http", "://", "\\\\", "/root", "/home", "C:"];
            foreach (string foreign in machineOrHost) Assert.DoesNotContain(foreign, text, project);
        }
    }

    [TestMethod]
    public void LockFilesOfDeviceProjectsHoldTheirPackages()
    {
        int count = 0;
        foreach (string project in Repository.Files("*.nfproj"))
        {
            string folder = Path.GetDirectoryName(Repository.PathOf(project))!, path = Path.Combine(folder, "packages.lock.json");
            // No feed of everybody's has all packages of the others.
            if (!File.Exists(path)) continue;
            count++;
            JsonObject packages = JsonNode.Parse(File.ReadAllText(path))!["dependencies"]![".NETnanoFramework,Version=v1.0"]!.AsObject();
            IEnumerable<string> locked = packages.Select(package => $"{package.Key} {package.Value!["resolved"]}");
            IEnumerable<string> used = XElement.Load(Path.Combine(folder, "packages.config")).Elements("package")
                .Select(package => $"{package.Attribute("id")!.Value} {package.Attribute("version")!.Value}");
            Assert.AreEqual(Sorted(used, '\n'), Sorted(locked, '\n'), project);
            JsonNode core = packages["nanoFramework.CoreLibrary"]!;
            string metadata = Path.Combine(FolderOf("nanoFramework.CoreLibrary", (string)core["resolved"]!), ".nupkg.metadata");
            Assert.AreEqual((string?)JsonNode.Parse(File.ReadAllText(metadata))!["contentHash"], (string?)core["contentHash"], project);
        }
        Assert.AreEqual(5, count);
    }

    [TestMethod]
    public void AnAdvisoryWarnsAndTheBuildServerIsLocked()
    {
        XElement settings = XElement.Load(Repository.PathOf("Directory.Build.props"));
        string Of(string name) => settings.Descendants(name).Single().Value;
        string[] warnings = Of("WarningsNotAsErrors").Split(';');
        foreach (string code in (string[])["NU1900", "NU1901", "NU1902", "NU1903", "NU1904"]) Assert.Contains(code, warnings);
        Assert.AreEqual(("true", "true"), (Of("NuGetAudit"), Of("RestorePackagesWithLockFile")));
        Assert.AreEqual("'$(CI)' == 'true'", settings.Descendants("RestoreLockedMode").Single().Attribute("Condition")?.Value);
        Assert.Contains("CI=true", Repository.Text(".ci", "run"));
    }

    // Names of the projects that one refers to, directly or not, as lock files have them.
    private static IEnumerable<string> Referenced(string project)
    {
        string folder = Repository.PathOf(Path.GetDirectoryName(project)!);
        foreach (XElement reference in XElement.Load(Repository.PathOf(project)).Descendants("ProjectReference"))
        {
            if (reference.Attribute("ReferenceOutputAssembly")?.Value == "false") continue; // only built before
            string path = Path.GetFullPath(Path.Combine(folder, reference.Attribute("Include")!.Value.Replace('\\', '/')));
            string? Of(string property) => XElement.Load(path).Descendants(property).FirstOrDefault()?.Value;
            yield return (Of("PackageId") ?? Of("AssemblyName") ?? Path.GetFileNameWithoutExtension(path)).ToLowerInvariant();
            foreach (string further in Referenced(Path.GetRelativePath(Repository.PathOf(), path))) yield return further;
        }
    }

    // Packages of the tool's lock file with something in them that runs.
    private static IEnumerable<(string Id, string Version)> Shipped()
    {
        foreach ((string name, JsonNode? package) in Locked(Repository.PathOf("tools", "EdgeConv.Cli", "packages.lock.json")))
        {
            if ((string?)package!["resolved"] is not { } version) continue; // a project
            string folder = FolderOf(name, version);
            bool runs = Directory.Exists(Path.Combine(folder, "lib")) || Directory.Exists(Path.Combine(folder, "runtimes"));
            if (runs) yield return (name, version);
        }
    }

    // A row of the notices as the package's own .nuspec has it.
    private static string Notice(string id, string version)
    {
        string folder = FolderOf(id, version);
        XElement[] fields = [.. XElement.Load(Path.Combine(folder, id.ToLowerInvariant() + ".nuspec")).Descendants()];
        string? Field(string name) => fields.FirstOrDefault(element => element.Name.LocalName == name)?.Value;
        XElement license = fields.Single(element => element.Name.LocalName == "license");
        bool isExpression = license.Attribute("type")!.Value == "expression";
        string expression = isExpression ? license.Value : Recognized(File.ReadAllText(Path.Combine(folder, license.Value)));
        return $"{id} | {version} | {expression} | {Field("copyright") ?? Field("authors")}";
    }

    private static string Recognized(string license) => license.TrimStart() switch
    {
        var text when text.StartsWith("MIT License") => "MIT",
        var text when text.StartsWith("Apache License") && text.Contains("Version 2.0") => "Apache-2.0",
        _ => "a license that this test does not know",
    };

    private static JsonObject Locked(string path) => JsonNode.Parse(File.ReadAllText(path))!["dependencies"]!["net10.0"]!.AsObject();

    private static string Included(XElement item) => item.Attribute("Include")!.Value;

    private static string Sorted(IEnumerable<string> texts, char between) =>
        string.Join(between, texts.Order(StringComparer.OrdinalIgnoreCase));

    // Where restore put a package.
    private static string FolderOf(string id, string version)
    {
        JsonNode assets = JsonNode.Parse(Repository.Text("tools", "EdgeConv.Cli", "obj", "project.assets.json"))!;
        string package = Path.Combine(id.ToLowerInvariant(), version);
        return assets["packageFolders"]!.AsObject().Select(folder => Path.Combine(folder.Key, package)).First(Directory.Exists);
    }
}
