using static EdgeConv.Tests.Studio.RunningStudio;

namespace EdgeConv.Tests.Studio;

/// <summary>What the page lets a person take along is what the command line writes.</summary>
[TestClass]
public sealed class ExportTests : CommandTests
{
    [TestMethod, DataRow("strokes.json"), DataRow("warm-spot.json")]
    public async Task FilesEqualThoseOfTheCommandLine(string name)
    {
        string path = Repository.PathOf("examples", name);
        Command.Run(["compile", path, "--out", "MyNetwork.cs"]).AssertDone();
        Command.Run(["pack", path, "--out", "network.ecm"]).AssertDone();
        File.Copy(path, Command.File("network.json"));
        foreach ((string format, string expectedName, string expected) in ((string, string, string)[])
            [("cs", "MyNetwork.cs", "MyNetwork.cs"), ("ecm", Path.ChangeExtension(name, ".ecm"), "network.ecm"),
                ("json", name, "network.json")])
        {
            JsonNode file = await Ask("/api/export", new { model = Example(name), format, @class = "MyNetwork" });
            Assert.AreEqual(expectedName, (string?)file["name"]);
            CollectionAssert.AreEqual(Command.Bytes(expected), Convert.FromBase64String((string)file["data"]!), format);
        }
    }

    [TestMethod]
    [DataRow("cs", "class", "class must be a C# name"), DataRow("cs", "A;B", "class must be a C# name")]
    [DataRow("cs", "", "class must be a C# name"), DataRow("exe", "A", "format must be")]
    public async Task OtherNamesAndFormatsAreRefused(string format, string name, string fragment) =>
        Assert.Contains(fragment, await Refusal("/api/export", new { model = StrokesModel, format, @class = name }));
}
