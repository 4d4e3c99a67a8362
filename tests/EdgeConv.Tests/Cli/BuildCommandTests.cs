namespace EdgeConv.Tests.Cli;

/// <summary>`edgeconv build` on the command line; <see cref="ProjectBuildTests"/> has what it builds.</summary>
[TestClass]
public sealed class BuildCommandTests : CommandTests
{
    private const string Library = "<Project></Project>",
        Program = "<Project><PropertyGroup><OutputType>Exe</OutputType></PropertyGroup></Project>";

    [TestMethod]
    public void AFolderMeansItsOnlyProgram()
    {
        Command.Run(["build", Command.File("none")]).AssertFailed(1, "does not exist; name a project (.nfproj) or its folder");
        string folder = Path.GetDirectoryName(Command.Put("src/readme.txt", "x"))!;
        Command.Run(["build", folder]).AssertFailed(1, "has no project (.nfproj) in it or below it");
        Command.Run(["build", Command.File("src/readme.txt")]).AssertFailed(1, "is no .nfproj; name a project or its folder");
        Command.Put("src/Lib/Lib.nfproj", Library);
        Command.Run(["build", folder]).AssertFailed(1, "has 0 programs among 1 project; name one: ");
        Command.Put("src/A/A.nfproj", Program);
        Command.Put("src/B/B.nfproj", Program);
        Command.Run(["build", folder]).AssertFailed(1, "has 2 programs among 3 projects; name one: ");
    }

    [TestMethod]
    [DataRow("--configuration", "Fast", "it must be Release or Debug"), DataRow("--property", "x", "it must be NAME=VALUE")]
    public void WrongOptionsAreWrongUsage(string option, string value, string fragment) =>
        Command.Run(["build", ".", option, value]).AssertFailed(2, fragment);

    [TestMethod]
    public void ErrorsOfTheCompilerComeBeforeTheLastLine()
    {
        using NanoFramework.DeviceProject solution = new();
        string project = solution.Add("App", "class P { static void Main() { int a = \"\"; } }");
        Command.Run(["build", project]);
        string[] lines = Command.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.HasCount(2, lines);
        Assert.Contains("App.cs(1,40): error CS0029", lines[0]);
        Assert.AreEqual("error: App does not compile for nanoFramework: 1 error", lines[1]);
    }
}
