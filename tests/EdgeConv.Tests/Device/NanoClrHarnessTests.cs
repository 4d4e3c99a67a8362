namespace EdgeConv.Tests.Device;

/// <summary>
/// The harness for the genuine tools tells absent from broken, and a failed test from a run that ended early, without the tools.
/// </summary>
[TestClass]
public sealed class NanoClrHarnessTests
{
    private readonly TestFolder _home = new();

    [TestCleanup]
    public void RemoveTheHome() => _home.Dispose();

    [TestMethod]
    public void NothingThereIsAbsent()
    {
        Assert.IsNull(ToolPaths.Find(_home.Folder, null, _ => null, out string reason));
        Assert.AreEqual("nanoCLR not found", reason);
    }

    [TestMethod]
    public void FolderWithoutThePiecesIsBroken()
    {
        Directory.CreateDirectory(_home.File(".nanoframework"));
        foreach ((string missing, string piece) in ((string, string)[])
            [("nanoCLR is missing", "nanoCLR"), ("mdp is missing", "mdp"), ("refs", "refs/mscorlib.dll"),
                ("mscorlib is missing", "refs/mscorlib.pe")])
        {
            Assert.Contains(missing, Broken([]));
            _home.Put(".nanoframework/" + piece, "");
        }
        Assert.Contains("nanoFramework.TestFramework is missing", Broken([]));
    }

    [TestMethod]
    public void VariableThatNamesNothingIsBroken()
    {
        Assert.Contains("NANOCLR names nowhere", Broken(new() { ["NANOCLR"] = "nowhere" }));
        Assert.Contains("nanoCLR is missing", Broken(new() { ["NANO_MDP"] = "mdp" }));
    }

    [TestMethod]
    public void OfficialToolNeedsItsPackages()
    {
        _home.Put(".dotnet/tools/" + (OperatingSystem.IsWindows() ? "nanoclr.exe" : "nanoclr"), "");
        Assert.IsNull(ToolPaths.Find(_home.Folder, _home.Folder, _ => null, out string reason));
        Assert.Contains("nanoFramework.Tools.MetadataProcessor.CLI", reason);

        Package("nanoFramework.Tools.MetadataProcessor.CLI.4.0.1", "nanoFramework.Tools.MetadataProcessor.exe");
        Package("nanoFramework.CoreLibrary.1.9.0", "mscorlib.dll", "mscorlib.pe");
        Package("nanoFramework.CoreLibrary.1.17.11", "mscorlib.dll", "mscorlib.pe");
        Package("nanoFramework.TestFramework.3.0.80", "nanoFramework.TestFramework.dll", "nanoFramework.TestFramework.pe",
            "nanoFramework.UnitTestLauncher.exe", "nanoFramework.UnitTestLauncher.pe");
        ToolPaths? paths = ToolPaths.Find(_home.Folder, _home.Folder, _ => null, out _);
        Assert.IsNotNull(paths);
        Assert.EndsWith(" run --assemblies", paths.Host);
        Assert.Contains("1.17.11", paths.References["mscorlib"]);

        void Package(string name, params string[] files) => Array.ForEach(files, file => _home.Put($"packages/{name}/lib/{file}", ""));
    }

    [TestMethod]
    public void EveryTestNeedsItsOwnPass()
    {
        string[] lines = ["Test passed,A.B.0,12", "Test failed,A.C.0,expected 1", "got 2", "Test skipped,A.D.0,no", "Test passed,A.EE.0,1"];
        var run = new DeviceRun(lines, 0);
        Assert.IsNull(DeviceTests.Failure("A.B.0", run));
        Assert.AreEqual("expected 1\ngot 2", DeviceTests.Failure("A.C.0", run));
        Assert.Contains("skipped on the device", DeviceTests.Failure("A.D.0", run)!);
        Assert.Contains("ended early (exit code 0, last line: Test passed,A.EE.0,1)", DeviceTests.Failure("A.E.0", run)!);
        Assert.AreEqual(4, DeviceTests.Count(run));
    }

    [TestMethod]
    public void ListedFileThatIsMissingIsNamed()
    {
        string project = _home.Put("X.nfproj", "<Project><ItemGroup><Compile Include=\"gone.cs\" /></ItemGroup></Project>");
        Assert.Contains("gone.cs, listed in", Assert.ThrowsExactly<UserException>(() => NanoProject.Load(project)).Message);
    }

    private string Broken(Dictionary<string, string> variables) =>
        Assert.ThrowsExactly<ToolException>(() => ToolPaths.Find(_home.Folder, null, variables.GetValueOrDefault, out _)).Message;
}
