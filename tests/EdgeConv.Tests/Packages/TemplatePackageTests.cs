namespace EdgeConv.Tests.Packages;

/// <summary>The template package: packed from this build, installed for this test alone, and used.</summary>
[TestClass]
public sealed class TemplatePackageTests
{
    [TestMethod]
    public void DotnetNewWritesTheProjectsOfEdgeconvNew()
    {
        using TestFolder folder = new();
        string hive = folder.File("hive");
        // The libraries are built already. Another build at the same time may use their files.
        DotnetCommand.Run("dotnet", folder.Folder, "pack", Repository.PathOf("tools", "EdgeConv.Templates"), "-c",
            BuiltProgram.Configuration, "--no-restore", "-nodeReuse:false", "-p:BuildProjectReferences=false", "-o", folder.File("feed"));
        var package = new PackageFile(folder.File("feed"), new Regex("^EdgeConv.Templates"));
        Assert.AreEqual("Template", package.Nuspec.Descendants().Single(e => e.Name.LocalName == "packageType").Attribute("name")!.Value);
        Assert.Contains("content/edgeconv/.template.config/template.json", package.Files);
        DotnetCommand.Run("dotnet", folder.Folder, "new", "install", package.Path, "--debug:custom-hive", hive);
        foreach ((string board, string sensor, string output) in new[]
            { ("esp32", "amg88xx", "led"), ("esp32-c3", "mpu6050", "servo"), ("xiao-esp32c3", "none", "motor"),
                ("esp32-s3", "arducam-mega", "servo") })
        {
            string project = $"{board}/{ProjectFiles.Name}";
            DotnetCommand.Run("dotnet", folder.Folder, "new", "edgeconv", "--name", ProjectFiles.Name, "-o", project,
                "--board", board, "--sensor", sensor, "--actuator", output, "--debug:custom-hive", hive);
            var expected = new ProjectFiles(board, sensor, output);
            string root = folder.File(project);
            string[] written = [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))];
            CollectionAssert.AreEquivalent(expected.Paths.ToArray(), written);
            foreach (string path in written.Where(path => !path.EndsWith(".dll")))
                Assert.AreEqual(WithoutIdentities(expected.Text(path)), WithoutIdentities(folder.Text($"{project}/{path}")), path);
        }
        // A camera on a board without pins for it: the template engine cannot refuse it.
        DotnetCommand.Run("dotnet", folder.Folder, "new", "edgeconv", "--name", ProjectFiles.Name, "-o", "refused",
            "--board", "esp32-cam", "--sensor", "arducam-mega", "--actuator", "led", "--debug:custom-hive", hive);
        folder.AssertHolds("refused", "NOT-POSSIBLE.txt");
        string tested = DotnetCommand.Run("dotnet", folder.File("esp32-c3/" + ProjectFiles.Name), "test", "-nodeReuse:false");
        Assert.Contains("Passed:     4", tested);
    }

    private static string WithoutIdentities(string text) =>
        Regex.Replace(text, @"\{[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}", "{}");
}
