namespace EdgeConv.Tests.Simulation;

/// <summary>
/// report.html and maps/*.png show what was there: pictures as they are, arrows only between neighbours, what is left out.
/// </summary>
[TestClass]
public sealed class ReportTests
{
    // Where MapSheet draws the input.
    private const int Left = 24, Top = 92;

    [TestMethod]
    [DataRow(3)]
    [DataRow(1)]
    public void PicturesAreShownAsTheyAre(int channels)
    {
        using var command = new SimulatedCommand();
        string model = Json(command, 20, channels, """{ "type": "averagePool", "window": 20 }""");
        SKColor Of(int x, int y)
        {
            byte grey = (byte)(x * 7 + y * 5);
            return channels == 3 ? new((byte)(x * 12), (byte)(y * 12), (byte)((x + y) * 6)) : new(grey, grey, grey);
        }
        File.WriteAllBytes(command.File("dim.png"), FrameFiles.Png(20, 20, Of));
        command.Simulate("--model", model, "--frames", command.File("dim.png")).AssertDone();
        using SKBitmap sheet = SKBitmap.Decode(Path.Combine(command.Out, "maps", "000-dim.png"));
        for (int y = 0; y < 20; y++)
            for (int x = 0; x < 20; x++) Assert.AreEqual(Of(x, y), sheet.GetPixel(Left + x * 5 + 2, Top + y * 5 + 2), $"{x}, {y}");
        using JsonDocument data = Data(command);
        Assert.IsTrue(data.RootElement.GetProperty("picture").GetBoolean());
        Assert.Contains("maps/ (1 picture)", command.Output);
    }

    [TestMethod]
    public void ReadingsAreInkOnPaper()
    {
        using var command = new SimulatedCommand();
        File.WriteAllBytes(command.File("ink.csv"), FrameFiles.Csv(FrameFiles.Row));
        command.Simulate("--frames", command.File("ink.csv")).AssertDone();
        using SKBitmap sheet = SKBitmap.Decode(Directory.GetFiles(Path.Combine(command.Out, "maps")).Single());
        Assert.AreEqual(SKColors.White, sheet.GetPixel(Left + 7, Top + 7), "0");
        Assert.AreEqual(SKColors.Black, sheet.GetPixel(Left + 7, Top + 2 * 14 + 7), "16");
        using JsonDocument data = Data(command);
        Assert.IsFalse(data.RootElement.GetProperty("picture").GetBoolean());
    }

    [TestMethod]
    [DataRow(2, "channel 0 of 2")]
    [DataRow(3, "channels as red, green and blue")]
    public void AFrameOfSeveralChannelsSaysWhatOfItIsDrawn(int channels, string drawn)
    {
        using var command = new SimulatedCommand();
        string model = Json(command, 1, channels, """{ "type": "averagePool", "window": 1 }""");
        string Row(int first) => string.Join(',', Enumerable.Range(first, channels).Select(k => k * 51));
        File.WriteAllBytes(command.File("readings.csv"), FrameFiles.Csv(Row(0), Row(1), Row(2)));
        command.Simulate("--model", model, "--frames", command.File("readings.csv")).AssertDone();
        using JsonDocument data = Data(command);
        Assert.AreEqual(drawn, data.RootElement.GetProperty("drawn").GetString());
        using SKBitmap sheet = SKBitmap.Decode(Path.Combine(command.Out, "maps", "000-row-1.png"));
        // Of 0, 51, 102 in a range to 204.
        Assert.AreEqual(channels == 3 ? new SKColor(0, 64, 128) : SKColors.White, sheet.GetPixel(Left + 20, Top + 20));
    }

    [TestMethod]
    public void LayersThatAreTooLargeAreNamedAsLeftOut()
    {
        using var command = new SimulatedCommand();
        string model = Json(command, 130, 1, """
            { "type": "convolution", "padding": "same", "filters": ["sobel-x"] },
            { "type": "maxPool", "window": 10 }, { "type": "averagePool", "window": 13 }
            """);
        File.WriteAllBytes(command.File("black.png"), FrameFiles.Png(130, 130, (_, _) => SKColors.Black));
        command.Simulate("--model", model, "--frames", command.File("black.png")).AssertDone();
        const string Omission = "the report and maps/ draw 2 of 3 layers";
        Assert.Contains(Omission, command.Output);
        using JsonDocument data = Data(command);
        Assert.StartsWith(Omission, data.RootElement.GetProperty("omission").GetString()!);
        Assert.AreEqual("->1 layer not drawn ->max pool 2d 10x10 stride 10 ->average pool 2d 13x13 stride 13", Way(data));
        Assert.IsFalse(data.RootElement.GetProperty("layers")[0].GetProperty("direct").GetBoolean());
        // The map of the input is wider than the column of a small one and does not lie under the next.
        using SKBitmap sheet = SKBitmap.Decode(Path.Combine(command.Out, "maps", "000-black.png"));
        Assert.AreEqual(SKColors.Black, sheet.GetPixel(Left + 129, Top + 18 + 129));
        Assert.AreNotEqual(SKColors.Black, sheet.GetPixel(Left + 131, Top + 18 + 129));
    }

    [TestMethod]
    public void NoArrowStandsWhereALayerReadsOthersThanTheOneBefore()
    {
        using var command = new SimulatedCommand();
        TfliteBuilder builder = new();
        int x = builder.Int8([1, 4, 4, 1]), a = builder.Int8([1, 4, 4, 1], 1 / 256f, -128), b = builder.Int8([1, 4, 4, 1], 1 / 256f, -128);
        int c = builder.Int8([1, 4, 4, 2], 1 / 256f, -128);
        builder.Operator(14, [x], [a]).Operator(17, [a], [b], (1, 1), (2, 1), (3, 3), (4, 3)).Operator(2, [a, b], [c], (0, 3));
        File.WriteAllBytes(command.File("branch.tflite"), builder.File([x], [c]));
        command.Simulate("--model", command.File("branch.tflite"), "--frames", "synthetic:bar", "--count", "2").AssertDone();
        using JsonDocument data = Data(command);
        Assert.AreEqual("->1. logistic ->2. max pool 2d 3x3   3. concatenation from 1 and 2", Way(data));
        Assert.AreEqual(JsonValueKind.Null, data.RootElement.GetProperty("omission").ValueKind);
        Assert.DoesNotContain("left out", command.Output);
    }

    [TestMethod]
    public void AFaultThatReachesBeyondTheEndIsSaidAsItWas()
    {
        using var command = new SimulatedCommand();
        command.Simulate("--example", "strokes", "--count", "12", "--fault", "fail@10-20").AssertDone();
        Assert.Contains("fault       fail on frames 10 to 11", command.Output);
        using JsonDocument data = Data(command);
        Assert.AreEqual("fail on frames 10 to 11", data.RootElement.GetProperty("fault").GetString());
    }

    // A model of side x side pixels whose layers are given.
    private static string Json(SimulatedCommand command, int side, int channels, string layers)
    {
        string file = command.File("model.json");
        File.WriteAllText(file, $$"""
            { "edgeconv": 1, "input": { "shape": [{{side}}, {{side}}, {{channels}}], "scale": 1, "zeroPoint": -128 },
              "layers": [ {{layers}} ] }
            """);
        return file;
    }

    // The stations between int8 and the readout, an arrow before those that the one before feeds.
    private static string Way(JsonDocument data)
    {
        string Of(JsonElement station, string property) => station.GetProperty(property).GetString()!;
        return string.Join(' ', data.RootElement.GetProperty("way").EnumerateArray().Select(station =>
            ((station.GetProperty("arrow").GetBoolean() ? "->" : "  ") + $"{Of(station, "name")} {Of(station, "note")}").TrimEnd()));
    }

    private static JsonDocument Data(SimulatedCommand command)
    {
        string page = File.ReadAllText(Path.Combine(command.Out, "report.html"));
        const string Open = "<script id=\"data\" type=\"application/json\">";
        int from = page.IndexOf(Open, StringComparison.Ordinal) + Open.Length;
        return JsonDocument.Parse(page[from..page.IndexOf("</script>", from, StringComparison.Ordinal)]);
    }
}
