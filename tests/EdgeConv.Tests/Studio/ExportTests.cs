using static EdgeConv.Tests.Studio.RunningStudio;

namespace EdgeConv.Tests.Studio;

/// <summary>What the page lets a person take along is what the command line writes.</summary>
[TestClass]
public sealed class ExportTests
{
    [TestMethod]
    [DataRow("strokes.json")]
    [DataRow("warm-spot.json")]
    public async Task FilesEqualThoseOfTheCommandLine(string name)
    {
        string path = Repository.PathOf("examples", name);
        using var command = new SimulatedCommand();
        Assert.AreEqual(0, command.Run(["compile", path, "--out", command.File("MyNetwork.cs")]).ExitCode, command.Error);
        Assert.AreEqual(0, command.Run(["pack", path, "--out", command.File("network.ecm")]).ExitCode, command.Error);
        (string source, byte[] code) = await Export(name, "cs");
        Assert.AreEqual("MyNetwork.cs", source);
        Assert.AreEqual(File.ReadAllText(command.File("MyNetwork.cs")), Encoding.UTF8.GetString(code));
        (string file, byte[] packed) = await Export(name, "ecm");
        Assert.AreEqual(Path.ChangeExtension(name, ".ecm"), file);
        CollectionAssert.AreEqual(File.ReadAllBytes(command.File("network.ecm")), packed);
        CollectionAssert.AreEqual(File.ReadAllBytes(path), (await Export(name, "json")).Data);
    }

    [TestMethod]
    [DataRow("cs", "class", "class: no C# name")]
    [DataRow("cs", "A;B", "class: no C# name")]
    [DataRow("cs", "", "class: no C# name")]
    [DataRow("exe", "A", "format:")]
    public async Task OtherNamesAndFormatsAreRefused(string format, string name, string fragment) =>
        Assert.Contains(fragment,
            await Refusal("/api/export", new JsonObject { ["model"] = Strokes, ["format"] = format, ["class"] = name }));

    private static async Task<(string Name, byte[] Data)> Export(string name, string format)
    {
        JsonNode file = await Ask("/api/export", new JsonObject
        {
            ["model"] =
            Model(name, File.ReadAllBytes(Repository.PathOf("examples", name))), ["format"] = format, ["class"] = "MyNetwork"
        });
        return (file["name"]!.GetValue<string>(), Convert.FromBase64String(file["data"]!.GetValue<string>()));
    }
}
