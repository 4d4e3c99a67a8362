using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
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
            JsonNode file = await Ask("/api/export",
                new { model = Example(name), format, @class = "MyNetwork", @namespace = "EdgeConv.Models" });
            Assert.AreEqual(expectedName, (string?)file["name"]);
            CollectionAssert.AreEqual(Command.Bytes(expected), Convert.FromBase64String((string)file["data"]!), format);
        }
    }

    [TestMethod]
    [DataRow("cs", "class", "class must be a C# name"), DataRow("cs", "A;B", "class must be a C# name")]
    [DataRow("cs", "", "class must be a C# name"), DataRow("exe", "A", "format must be")]
    public async Task OtherNamesAndFormatsAreRefused(string format, string name, string fragment) =>
        Assert.Contains(fragment, await Refusal("/api/export", new { model = StrokesModel, format, @class = name }));

    [TestMethod, DataRow(""), DataRow("A..B"), DataRow("A.class"), DataRow("A;"), DataRow("A.B {} namespace C")]
    public async Task OtherNamespacesAreRefused(string space) => Assert.Contains("namespace must be",
        await Refusal("/api/export", new { model = StrokesModel, format = "cs", @class = "A", @namespace = space }));

    [TestMethod]
    public void ThePageKnowsEveryWordOfTheLanguage()
    {
        string page = File.ReadAllText(Repository.PathOf("tools", "EdgeConv.Studio", "Page", "exports.js"));
        HashSet<string> words = [.. Regex.Match(page, "keywords = new Set\\(\\((.*?)\\)\\.split", RegexOptions.Singleline).Groups[1].Value
            .Split([' ', '"', '+', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)];
        string[] all = [.. SyntaxFacts.GetKeywordKinds().Select(SyntaxFacts.GetText)
            .Where(word => word.Length > 0 && word.All(char.IsAsciiLetter) && !CSharpCompiler.IsName(word))];
        Assert.AreEqual("", string.Join(' ', all.Except(words)), "words of C# that the page's exports.js lacks");
        Assert.AreEqual("", string.Join(' ', words.Except(all)), "words of the page's exports.js that are names");
    }
}
