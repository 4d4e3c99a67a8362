using static EdgeConv.Tests.Studio.RunningStudio;

namespace EdgeConv.Tests.Studio;

/// <summary>Several parts of the page in one answer.</summary>
[TestClass]
public sealed class ChangeTests
{
    private static readonly byte[] s_frame = [.. Enumerable.Range(0, 64).Select(i => (byte)(i * 37))];

    [TestMethod]
    public async Task EachPartIsAnsweredAsByItsOwnEndpoint()
    {
        JsonNode change = Request(), answer = await Ask("/api/change", change);
        foreach (string part in (string[])["layers", "window", "loop"])
        {
            JsonNode alone = await Ask("/api/" + part, change[part]!);
            foreach (JsonNode node in (JsonNode[])[alone, answer[part]!]) node.AsObject().Remove("milliseconds");
            Assert.IsTrue(JsonNode.DeepEquals(alone, answer[part]), part);
        }
    }

    [TestMethod]
    public async Task ARefusedPartLeavesTheOthers()
    {
        JsonNode change = Request();
        change["window"]!["layer"] = 99;
        change["loop"] = null;
        JsonNode answer = await Ask("/api/change", change);
        Assert.Contains("layer must be 0 to 4, not 99", (string)answer["window"]!["error"]!);
        Assert.IsNotNull(answer["layers"]!["layers"]);
        Assert.IsNull(answer["loop"]);
    }

    private static JsonNode Request() => JsonSerializer.SerializeToNode(new
    {
        layers = new { model = StrokesModel, frame = s_frame },
        window = new { model = StrokesModel, frame = s_frame, layer = 0, channel = 1, row = 2, column = 3 },
        loop = LoopTests.Request(20),
    })!;
}
