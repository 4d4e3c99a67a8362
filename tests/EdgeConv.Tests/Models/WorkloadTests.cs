namespace EdgeConv.Tests.Models;

/// <summary>A few KB of text that ask for hours of work are refused before any of it is done.</summary>
[TestClass]
public sealed class WorkloadTests
{
    private const string LongInference = "million IL instructions per inference", LongCode = "the flash of the largest board takes";

    private static readonly string s_manyFilters = string.Join(", ", Enumerable.Range(-127, 255).Select(weight => $"[[{weight}]]"));

    private static readonly Dictionary<string, (string Shape, string Layers)> s_models = new()
    {
        ["many layers"] = ("[4096, 4096, 1]", string.Join(", ", Enumerable.Repeat("""{ "type": "softmax" }""", 400))),
        ["a large map"] = ("[8000, 8000, 1]", """{ "type": "convolution", "filters": ["box"] }"""),
        ["large windows"] = ("[2000, 2000, 1]", """{ "type": "averagePool", "window": [999, 999], "stride": 1, "padding": "same" }"""),
        ["many channels"] =
            ("[1, 1, 1000]", string.Join(", ", Enumerable.Repeat($$"""{ "type": "convolution", "filters": [{{s_manyFilters}}] }""", 5))),
    };

    [TestMethod]
    [DataRow("many layers", LongInference), DataRow("a large map", LongInference), DataRow("large windows", LongInference)]
    [DataRow("many channels", LongCode)]
    public void IsRefusedBeforeItIsDone(string name, string refusal)
    {
        using var command = new SimulatedCommand();
        string model = command.File("model.json");
        (string shape, string layers) = s_models[name];
        File.WriteAllText(model, $$"""{ "edgeconv": 1, "input": { "shape": {{shape}} }, "layers": [{{layers}}] }""");
        Assert.IsLessThan(12_000, new FileInfo(model).Length);
        command.Run(["compile", model, "--out", command.File("Model.cs"), "--assemblies"]).AssertFailed(1, refusal);
        command.Run(["profile", model]).AssertFailed(1, refusal);
        if (refusal == LongInference) command.Run(["profile", model, "--engine", "packed"]).AssertFailed(1, refusal);
        command.Run(["run", model, "--engine", "compiled", "--input", model]).AssertFailed(1, refusal);
        command.Run(["inspect", model]).AssertDone();
        CollectionAssert.AreEqual(new[] { model }, Directory.GetFiles(command.Folder));
    }

    [TestMethod]
    public void TablesThatNoAssemblyHoldsAreRefusedBeforeTheyAreBuilt()
    {
        using var command = new SimulatedCommand();
        File.WriteAllText(command.File("model.json"), """
            { "edgeconv": 1, "input": { "shape": [3, 3, 65536] }, "layers": [{ "type": "convolution", "filters": ["box", "sobel-x"] }] }
            """);
        command.Run(["compile", command.File("model.json"), "--out", command.File("Model.cs"), "--assemblies"])
            .AssertFailed(1, "the array initializers of an assembly hold 65,000");
    }
}
