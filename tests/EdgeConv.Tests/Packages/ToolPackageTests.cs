using EdgeConv.Tests.Projects;

namespace EdgeConv.Tests.Packages;

/// <summary>The tool as packages: packed once for this platform, without network; looked into, installed from, and run.</summary>
[TestClass]
public sealed class ToolPackageTests
{
    // What the tool may take, in bytes: to download, and on the disk.
    private const long MaxDownload = 30_000_000, MaxInstalled = 110_000_000;

    private static readonly TestFolder s_files = new();
    private static readonly string s_platform = RuntimeInformation.RuntimeIdentifier;
    private static readonly string s_content = $"tools/net10.0/{s_platform}/";
    private static PackageFile s_names = null!, s_package = null!;

    [ClassInitialize]
    public static void Pack(TestContext context)
    {
        if (!Platforms.Contains(s_platform)) return;
        string project = Repository.PathOf("tools", "EdgeConv.Cli");
        // The libraries are built already. Another build at the same time may use their files.
        DotnetCommand.Run("dotnet", s_files.Folder, "pack", project, "-c", BuiltProgram.Configuration, "--no-restore", "-nodeReuse:false",
            $"-p:ToolPackageRuntimeIdentifiers={s_platform}", "-p:BuildProjectReferences=false", "-o", s_files.File("feed"));
        s_names = new PackageFile(s_files.File("feed"), new Regex(@"^edgeconv\.[0-9]"));
        s_package = new PackageFile(s_files.File("feed"), new Regex($@"^edgeconv\.{s_platform}\."));
    }

    [ClassCleanup]
    public static void Remove() => s_files.Dispose();

    // Where no package is for this platform, there is nothing to test.
    [TestInitialize]
    public void NeedsAPackage()
    {
        if (s_package is null) Assert.Inconclusive($"the tool has no package for {s_platform}");
    }

    [TestMethod]
    public void ItSaysWhatItIs()
    {
        foreach ((PackageFile package, string id, string type) in ((PackageFile, string, string)[])[(s_names, "edgeconv", "DotnetTool"),
            (s_package, $"edgeconv.{s_platform}", "DotnetToolRidPackage")])
        {
            string[] fields = ["id", "license", "readme", "icon"];
            Assert.AreEqual($"{id} MIT README.md icon.png", string.Join(' ', fields.Select(package.Field)));
            Assert.IsNotEmpty(package.Field("description"));
            Assert.AreEqual(type, package.Nuspec.Descendants().Single(e => e.Name.LocalName == "packageType").Attribute("name")!.Value);
            foreach (string file in (string[])["README.md", "icon.png", "LICENSE", "THIRD-PARTY-NOTICES.txt", "ATTRIBUTION.txt",
                "FONT-LICENSE.txt"])
                Assert.Contains(file, package.Files);
        }
        Assert.Contains("notices/Microsoft.ML.OnnxRuntime.txt", s_package.Files);
        Assert.Contains($"<RuntimeIdentifierPackage RuntimeIdentifier=\"{s_platform}\" Id=\"edgeconv.{s_platform}\"",
            Encoding.UTF8.GetString(s_names.Read("tools/any/any/DotnetToolSettings.xml")));
        Assert.Contains("<Command Name=\"edgeconv\" EntryPoint=\"edgeconv.dll\" Runner=\"dotnet\"",
            Encoding.UTF8.GetString(s_package.Read(s_content + "DotnetToolSettings.xml")));
    }

    [TestMethod]
    public void ItHoldsEverythingItLoads()
    {
        JsonNode dependencies = JsonNode.Parse(s_package.Read(s_content + "edgeconv.deps.json"))!;
        JsonObject target = dependencies["targets"]!.AsObject().Single(target => target.Value!.AsObject().Count > 0).Value!.AsObject();
        IEnumerable<string> Names(string kind) => target.SelectMany(library =>
            library.Value![kind]?.AsObject().Select(file => file.Key[(file.Key.LastIndexOf('/') + 1)..]) ?? []);
        string[] needed = [.. Names("runtime"), .. Names("native")];
        Assert.Contains("EdgeConv.Device.dll", needed);
        Assert.IsTrue(needed.Any(name => name.Contains("onnxruntime.")) && needed.Any(name => name.Contains("libSkiaSharp.")));
        foreach (string name in needed) Assert.Contains(s_content + name, s_package.Files);
    }

    [TestMethod]
    public void ItHoldsWhatLiesBesideTheBuiltProgram()
    {
        string built = Path.GetDirectoryName(BuiltProgram.Path)!;
        string[] beside = [.. Directory.EnumerateFiles(built, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(built, file).Replace('\\', '/'))
            // Native libraries stand beside the program in the package; symbols, documentation and a host are not in it; other packages
            // for this platform are made beside the build.
            .Where(file => !file.StartsWith("runtimes/") && !Platforms.Any(platform => file.StartsWith(platform + "/")))
            .Where(file => Path.GetExtension(file) is not (".pdb" or "" or ".exe"))
            .Where(file => Path.GetExtension(file) != ".xml" || !File.Exists(Path.Combine(built, Path.ChangeExtension(file, ".dll"))))];
        Assert.Contains("edgeconv.dll", beside);
        foreach (string file in beside) Assert.Contains(s_content + file, s_package.Files);
    }

    [TestMethod]
    public void ItIsSmallAndOfOnePlatform()
    {
        Assert.IsLessThan(MaxDownload, new FileInfo(s_names.Path).Length + new FileInfo(s_package.Path).Length);
        string[] heavy = [.. s_package.Files.Where(file => Path.GetExtension(file) is ".pdb" or ".lib" || file.Contains("/runtimes/"))];
        Assert.AreEqual("", string.Join(' ', heavy));
        Assert.HasCount(1, s_package.Files.Where(file => file.Contains("libSkiaSharp.")));
    }

    [TestMethod]
    public void TheInstalledToolRuns()
    {
        // A feed, a cache of packages and a folder of tools that hold nothing else.
        string folder = s_files.Folder, tools = s_files.File("tools");
        s_files.Put("nuget.config", DotnetCommand.OnlyFeed(s_files.File("feed")));
        ChildProcess.Succeeds(folder, "dotnet", ["tool", "install", "edgeconv", "--tool-path", tools, "--configfile", "nuget.config"],
            [.. DotnetCommand.Environment, ("NUGET_PACKAGES", s_files.File("cache"))]);
        long installed = new DirectoryInfo(tools).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        Assert.IsLessThan(MaxInstalled, installed);
        string program = Path.Combine(tools, OperatingSystem.IsWindows() ? "edgeconv.exe" : "edgeconv");
        string Run(params string[] args) => DotnetCommand.Run(program, folder, args);
        Assert.AreEqual(s_names.Field("version"), Run("--version").Trim());
        Run("simulate", "--count", "3");
        Assert.IsTrue(File.Exists(s_files.File("out/simulate/report.html")));
        Assert.HasCount(3, Directory.GetFiles(s_files.File("out/simulate/maps"), "*.png"));
        // A project of a user's own: nothing of this repository is near it.
        using (TestFolder own = new())
        {
            DotnetCommand.Run(program, own.Folder, "new", "blinker", "--sensor", "amg88xx", "--output", "servo");
            string project = own.File("blinker");
            NewProjectBuildTests.AssertTested(DotnetCommand.Run("dotnet", project, "test", "-nodeReuse:false"));
            NewProjectBuildTests.AssertSimulated(project, DotnetCommand.Run("dotnet", project, "run", "--project", "simulation"));
        }
        Run("compile", Repository.PathOf("examples", "digits.json"), "--out", "DigitsModel.cs");
        Assert.Contains("class DigitsModel", s_files.Text("DigitsModel.cs"));
        // The instruction counter rewrites EdgeConv's own assemblies, which must be IL for that.
        Assert.Contains("IL instructions", Run("profile", Repository.PathOf("examples", "digits.json")));
        // A quantized .onnx is read by EdgeConv; for a float one, ONNX Runtime's native library computes.
        QuantizedNet quantized = new(new NetForm(IsQdq: true, IsUnsigned: false, IsPerChannel: true), 1);
        s_files.Put("quantized.onnx", quantized.Finish(quantized.Input(1, 1, 8, 8)));
        s_files.Put("input.raw", [.. Enumerable.Range(0, 64).Select(i => (byte)i)]);
        Run("run", "quantized.onnx", "--input", "input.raw", "--output", "output.raw");
        Assert.HasCount(64, s_files.Bytes("output.raw"));
        FloatNet real = new(1);
        s_files.Put("float.onnx", real.Finish(real.Gemm(real.Flatten(real.Conv(real.Input(1, 1, 8, 8), 4)), 10)));
        Run("quantize", "float.onnx", "--calibration", TrainingData.Digits(folder), "--count", "20", "--out", "float.tflite");
        Run("inspect", "float.tflite");
    }

    /// <summary>The platforms of the project file.</summary>
    private static string[] Platforms { get; } = XElement.Load(Repository.PathOf("tools", "EdgeConv.Cli", "EdgeConv.Cli.csproj"))
        .Descendants("RuntimeIdentifiers").Single().Value.Split(';');
}
