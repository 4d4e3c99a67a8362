namespace EdgeConv.Tests.Packages;

/// <summary>The tool as a package: packed once from this build, without network; looked into, installed from, and run.</summary>
[TestClass]
public sealed class ToolPackageTests
{
    private const string Content = "tools/net10.0/any/";

    private static readonly TestFolder s_files = new();
    private static PackageFile s_package = null!;

    [ClassInitialize]
    public static void Pack(TestContext context)
    {
        string[] built = ["-c", BuiltProgram.Configuration, "--no-build", "--no-restore", "-nodeReuse:false"];
        string project = Repository.PathOf("tools", "EdgeConv.Cli");
        DotnetCommand.Run("dotnet", s_files.Folder, ["pack", project, .. built, "-o", s_files.Folder]);
        s_package = new PackageFile(s_files.Folder);
    }

    [ClassCleanup]
    public static void Remove() => s_files.Dispose();

    [TestMethod]
    public void ItSaysWhatItIs()
    {
        string[] fields = ["id", "license", "readme", "icon"];
        Assert.AreEqual("EdgeConv.Cli MIT README.md icon.png", string.Join(' ', fields.Select(s_package.Field)));
        Assert.IsNotEmpty(s_package.Field("description"));
        string[] files = ["README.md", "icon.png", "ATTRIBUTION.txt", "FONT-LICENSE.txt", "LICENSE", "THIRD-PARTY-NOTICES.txt",
            "notices/Microsoft.ML.OnnxRuntime.txt"];
        foreach (string file in files) Assert.Contains(file, s_package.Files);
        Assert.Contains("<Command Name=\"edgeconv\" EntryPoint=\"edgeconv.dll\" Runner=\"dotnet\"",
            Encoding.UTF8.GetString(s_package.Read(Content + "DotnetToolSettings.xml")));
    }

    [TestMethod]
    public void ItHoldsEverythingItLoads()
    {
        JsonNode dependencies = JsonNode.Parse(s_package.Read(Content + "edgeconv.deps.json"))!;
        JsonObject libraries = dependencies["targets"]!.AsObject().First().Value!.AsObject();
        IEnumerable<string> Names(string kind) =>
            libraries.SelectMany(library => library.Value![kind]?.AsObject().Select(file => file.Key) ?? []);
        string[] needed = [.. Names("runtime").Select(name => name[(name.LastIndexOf('/') + 1)..]), .. Names("runtimeTargets")];
        Assert.Contains("EdgeConv.Device.dll", needed);
        foreach (string name in needed) Assert.Contains(Content + name, s_package.Files);
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
        string folder = s_files.Folder, tools = s_files.File("tools");
        s_files.Put("nuget.config",
            $"""<configuration><packageSources><clear /><add key="packed" value="{folder}" /></packageSources></configuration>""");
        DotnetCommand.Run("dotnet", folder, "tool", "install", "EdgeConv.Cli", "--tool-path", tools, "--configfile", "nuget.config");
        string program = Path.Combine(tools, OperatingSystem.IsWindows() ? "edgeconv.exe" : "edgeconv");
        DotnetCommand.Run(program, folder, "simulate", "--count", "3");
        Assert.IsTrue(File.Exists(s_files.File("out/simulate/report.html")));
        Assert.HasCount(3, Directory.GetFiles(s_files.File("out/simulate/maps"), "*.png"));
        Assert.AreEqual(s_package.Field("version"), DotnetCommand.Run(program, folder, "--version").Trim());
    }
}
