using EdgeConv.Projects;
using EdgeConv.Tests.Packages;

namespace EdgeConv.Tests.Projects;

/// <summary>Projects that the built `edgeconv new` wrote, built and tested with `dotnet`, as their owner does it.</summary>
[TestClass]
public sealed class NewProjectBuildTests
{
    // With the one in the test below and the one in ToolPackageTests, these are each family of boards, each sensor and each output. All
    // combinations are here if the variable asks for them.
    public static IEnumerable<object[]> Projects => Environment.GetEnvironmentVariable("EDGECONV_ALL_PROJECTS") == "1"
        ? ProjectFiles.All.Select(one => new object[] { one.Target, one.Sensor, one.Output })
        : [["esp32-s3", "none", "motor"], ["esp32-c3", "mlx90640", "servo"], ["esp32", "arducam-mega", "motor"]];

    [TestMethod, DynamicData(nameof(Projects))]
    public void DotnetTestAndDotnetRunAreGreenAtOnce(string board, string sensor, string output)
    {
        using TestFolder folder = new();
        (int code, _, string error) = BuiltProgram.Run(folder.Folder,
            ["new", "blinker", "--board", board, "--sensor", sensor, "--output", output]);
        Assert.AreEqual(0, code, error);
        AssertGreen(folder.File("blinker"), "EdgeConv", DotnetCommand.Environment);
    }

    [TestMethod]
    public void TheDeviceLibraryIsAPackageWhereAFeedHasIt()
    {
        using TestFolder folder = new();
        // A feed beside the user's own, and a cache of packages in which those that are here already appear too.
        folder.Put("nuget.config", DotnetCommand.OnlyFeed(folder.File("feed")).Replace("<clear />", ""));
        PutPackage(folder);
        string cache = folder.File("cache"), known = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        Directory.CreateDirectory(cache);
        foreach (string package in Directory.GetDirectories(known))
            Directory.CreateSymbolicLink(Path.Combine(cache, Path.GetFileName(package)), package);
        (int code, string printed, string error) = BuiltProgram.Run(folder.Folder,
            ["new", "blinker", "--board", "esp32-c3", "--sensor", "mpu6050", "--output", "led"]);
        Assert.AreEqual(0, code, error);
        Assert.Contains($"library  EdgeConv.nanoFramework {NewProject.Version}, a package of feed\n", printed);
        Assert.IsFalse(Directory.Exists(folder.File("blinker/lib/EdgeConv")));
        Assert.Contains($"id=\"EdgeConv.nanoFramework\" version=\"{NewProject.Version}\"", folder.Text("blinker/firmware/packages.config"));
        AssertGreen(folder.File("blinker"), "NFUnitTest", [.. DotnetCommand.Environment, ("NUGET_PACKAGES", cache)]);
        // The firmware was compiled against the package, not against a library that is here for another reason.
        Assert.IsTrue(File.Exists(folder.File($"cache/edgeconv.nanoframework/{NewProject.Version}/lib/EdgeConv.dll")));
    }

    /// <summary>Builds, tests and runs a project, as its README says.</summary>
    public static void AssertGreen(string project, string library, (string, string)[] environment)
    {
        string Dotnet(params string[] arguments) => ChildProcess.Succeeds(project, "dotnet", arguments, environment);
        string built = Dotnet("build", "-nodeReuse:false", "-warnaserror");
        foreach (string device in (string[])["blinker", "NFUnitTest", library])
            Assert.Contains($"{device}.nfproj: compiled as a check against nanoFramework's mscorlib", built);
        // Both would build for themselves, as the first commands of the README do; ToolPackageTests does it so.
        AssertTested(Dotnet("test", "--no-build"));
        AssertSimulated(project, Dotnet("run", "--no-build", "--project", "simulation"));
    }

    /// <summary>Checks what `dotnet test` printed.</summary>
    public static void AssertTested(string printed) => Assert.Contains("Passed:     4", printed);

    /// <summary>Checks what `dotnet run` printed and wrote.</summary>
    public static void AssertSimulated(string project, string printed)
    {
        Assert.Contains("blinker: ", printed);
        Assert.DoesNotContain("error", printed);
        Assert.IsTrue(File.Exists(Path.Combine(project, "out", "report.html")));
    }

    private static void PutPackage(TestFolder folder)
    {
        Directory.CreateDirectory(folder.File("feed"));
        using ZipArchive package = ZipFile.Open(folder.File($"feed/EdgeConv.nanoFramework.{NewProject.Version}.nupkg"),
            ZipArchiveMode.Create);
        void Add(string name, byte[] data)
        {
            using Stream entry = package.CreateEntry(name).Open();
            entry.Write(data);
        }
        Add("EdgeConv.nanoFramework.nuspec", Encoding.UTF8.GetBytes($"""
            <package xmlns="http://schemas.microsoft.com/packaging/2012/06/nuspec.xsd"><metadata><id>EdgeConv.nanoFramework</id>
            <version>{NewProject.Version}</version><authors>test</authors><description>test</description></metadata></package>
            """));
        Add("lib/EdgeConv.dll", ProjectFiles.Library);
    }
}
