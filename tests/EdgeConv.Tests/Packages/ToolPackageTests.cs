namespace EdgeConv.Tests.Packages;

/// <summary>The tool as a package: packed once from this build, without network; looked into, installed from, and run.</summary>
[TestClass]
public sealed class ToolPackageTests
{
    private const string Content = "tools/net10.0/any/";

    private static string s_folder = "";
    private static PackageFile s_package = null!;

    [ClassInitialize]
    public static void Pack(TestContext context)
    {
        s_folder = Directory.CreateTempSubdirectory("edgeconv-package-").FullName;
        // bin/CONFIGURATION/net10.0 of this very build.
        string configuration = Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)!)!);
        DotnetCommand.Run("dotnet", s_folder, "pack", Repository.PathOf("tools", "EdgeConv.Cli"), "-c", configuration, "--no-build",
            "--no-restore", "-o", s_folder, "-nodeReuse:false");
        s_package = new PackageFile(s_folder);
    }

    [ClassCleanup]
    public static void Remove() => Directory.Delete(s_folder, recursive: true);

    [TestMethod]
    public void ItSaysWhatItIs()
    {
        Assert.AreEqual("EdgeConv.Cli", s_package.Field("id"));
        Assert.AreEqual("MIT", s_package.Field("license"));
        Assert.AreEqual("README.md", s_package.Field("readme"));
        Assert.AreEqual("icon.png", s_package.Field("icon"));
        Assert.IsNotEmpty(s_package.Field("description"));
        string[] files = ["README.md", "icon.png", "ATTRIBUTION.txt", "LICENSE", "THIRD-PARTY-NOTICES.txt",
            "notices/Microsoft.ML.OnnxRuntime.txt"];
        foreach (string file in files) Assert.Contains(file, s_package.Files);
        Assert.Contains("<Command Name=\"edgeconv\" EntryPoint=\"edgeconv.dll\" Runner=\"dotnet\"",
            Encoding.UTF8.GetString(s_package.Read(Content + "DotnetToolSettings.xml")));
    }

    [TestMethod]
    public void ItHoldsEverythingItLoads()
    {
        using JsonDocument dependencies = JsonDocument.Parse(s_package.Read(Content + "edgeconv.deps.json"));
        JsonElement libraries = dependencies.RootElement.GetProperty("targets").EnumerateObject().First().Value;
        string[] needed =
        [
            .. libraries.EnumerateObject()
            .SelectMany(library => Names(library.Value, "runtime").Select(n => n[(n.LastIndexOf('/') + 1)..])),
            .. libraries.EnumerateObject().SelectMany(library => Names(library.Value, "runtimeTargets")),
        ];
        Assert.Contains("EdgeConv.Device.dll", needed);
        foreach (string name in needed) Assert.Contains(Content + name, s_package.Files);

        static IEnumerable<string> Names(JsonElement library, string kind) =>
            library.TryGetProperty(kind, out JsonElement files) ? files.EnumerateObject().Select(f => f.Name) : [];
    }

    [TestMethod]
    [DataRow("linux-x64/native/libSkiaSharp.so"), DataRow("linux-arm64/native/libSkiaSharp.so")]
    [DataRow("linux-musl-x64/native/libSkiaSharp.so"), DataRow("win-x64/native/libSkiaSharp.dll")]
    [DataRow("win-arm64/native/libSkiaSharp.dll"), DataRow("osx/native/libSkiaSharp.dylib")]
    public void ItDrawsOnEverySystem(string library) => Assert.Contains(Content + "runtimes/" + library, s_package.Files);

    [TestMethod]
    public void TheInstalledToolSimulates()
    {
        // A configuration of its own: the package just packed, and no other source.
        File.WriteAllText(Path.Combine(s_folder, "nuget.config"),
            $"""<configuration><packageSources><clear /><add key="packed" value="{s_folder}" /></packageSources></configuration>""");
        string tools = Path.Combine(s_folder, "tools");
        DotnetCommand.Run("dotnet", s_folder, "tool", "install", "EdgeConv.Cli", "--tool-path", tools, "--configfile",
            Path.Combine(s_folder, "nuget.config"));
        string program = Path.Combine(tools, OperatingSystem.IsWindows() ? "edgeconv.exe" : "edgeconv");
        DotnetCommand.Run(program, s_folder, "simulate", "--count", "3");
        string output = Path.Combine(s_folder, "out", "simulate");
        Assert.IsTrue(File.Exists(Path.Combine(output, "report.html")));
        Assert.HasCount(3, Directory.GetFiles(Path.Combine(output, "maps"), "*.png"));
        Assert.AreEqual(s_package.Field("version"), DotnetCommand.Run(program, s_folder, "--version").Trim());
    }
}
