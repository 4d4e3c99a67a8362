namespace EdgeConv.Tests.Projects;

/// <summary>Projects that the built `edgeconv new` wrote, built and tested with `dotnet`, as their owner does it.</summary>
[TestClass]
public sealed class NewProjectBuildTests
{
    // Each family of boards, each sensor and each output; all of them if the variable asks for them.
    public static IEnumerable<object[]> Projects => Environment.GetEnvironmentVariable("EDGECONV_ALL_PROJECTS") == "1"
        ? ProjectFiles.All.Select(one => new object[] { one.Target, one.Sensor, one.Output })
        : [["esp32", "amg88xx", "servo"], ["esp32-c3", "mpu6050", "led"], ["esp32-s3", "none", "motor"]];

    [TestMethod, DynamicData(nameof(Projects))]
    public void DotnetTestAndDotnetRunAreGreenAtOnce(string board, string sensor, string output)
    {
        using TestFolder folder = new();
        string[] options = ["--board", board, "--sensor", sensor, "--output", output];
        (int code, _, string error) = BuiltProgram.Run(folder.Folder, ["new", "blinker", .. options]);
        Assert.AreEqual(0, code, error);
        string project = folder.File("blinker");
        string tested = DotnetCommand.Run("dotnet", project, "test", "-nodeReuse:false");
        Assert.Contains("Passed:     4", tested);
        string simulated = DotnetCommand.Run("dotnet", project, "run", "--project", "simulation");
        Assert.Contains("blinker: ", simulated);
        Assert.DoesNotContain("error", simulated);
        Assert.IsTrue(File.Exists(folder.File("blinker/out/report.html")));
        string built = DotnetCommand.Run("dotnet", project, "build", "-nodeReuse:false", "-warnaserror");
        foreach (string device in (string[])["blinker", "NFUnitTest", "EdgeConv"])
            Assert.Contains($"{device}.nfproj: compiled as a check against nanoFramework's mscorlib", built);
    }
}
