using EdgeConv.Common.Drawing;

namespace EdgeConv.Tests.Simulation;

/// <summary>
/// report.html and maps/*.png show what was there: pictures as they are, arrows only between neighbours, what is left out.
/// </summary>
[TestClass]
public sealed class ReportTests : CommandTests
{
    // Where MapSheet draws the input.
    private const int Left = 24, Top = 92;

    [TestMethod, DataRow(3), DataRow(1)]
    public void PicturesAreShownAsTheyAre(int channels)
    {
        SKColor Of(int x, int y) =>
            channels == 3 ? new((byte)(x * 12), (byte)(y * 12), (byte)((x + y) * 6)) : FrameFiles.Grey(x * 7 + y * 5);
        PutModel(20, channels, """{ "type": "averagePool", "window": 20 }""");
        Command.Put("dim.png", FrameFiles.Png(20, 20, Of));
        Command.Simulate("--model", "model.json", "--frames", "dim.png").AssertDone("maps/ (1 picture)");
        using SKBitmap sheet = Sheet("000-dim.png");
        for (int y = 0; y < 20; y++)
            for (int x = 0; x < 20; x++) Assert.AreEqual(Of(x, y), sheet.GetPixel(Left + x * 5 + 2, Top + y * 5 + 2), $"{x}, {y}");
        JsonAssert.Holds("""{ "picture": true }""", Command.Report);
    }

    [TestMethod]
    public void ReadingsAreInkOnPaper()
    {
        Command.Put("ink.csv", FrameFiles.Csv(FrameFiles.Row));
        Command.Simulate("--frames", "ink.csv").AssertDone();
        using SKBitmap sheet = Sheet(Directory.GetFiles(Command.File("out/maps")).Single());
        Assert.AreEqual(SKColors.White, sheet.GetPixel(Left + 7, Top + 7), "0");
        Assert.AreEqual(SKColors.Black, sheet.GetPixel(Left + 7, Top + 2 * 14 + 7), "16");
        JsonAssert.Holds("""{ "picture": false }""", Command.Report);
    }

    [TestMethod]
    public void APictureThatWasSavedAsNumbersIsNotNegated()
    {
        PutModel(14, 1, """{ "type": "averagePool", "window": 14 }""");
        string[] rows = [.. Enumerable.Range(0, 14).Select(y => string.Join(',', Enumerable.Range(0, 14).Select(x => y * 14 + x)))];
        Command.Put("picture.csv", FrameFiles.Csv(string.Join(',', rows)));
        Command.Simulate("--model", "model.json", "--frames", "picture.csv").AssertDone();
        using SKBitmap sheet = Sheet(Directory.GetFiles(Command.File("out/maps")).Single());
        Assert.AreEqual(SKColors.Black, sheet.GetPixel(Left + 4, Top + 4), "the minimum");
        Assert.AreEqual(SKColors.White, sheet.GetPixel(Left + 13 * 8 + 4, Top + 13 * 8 + 4), "the maximum");
        JsonAssert.Holds("""{ "picture": false, "black": true }""", Command.Report);
    }

    [TestMethod]
    public void AWindowIsDrawnAsCurvesInTheirRange()
    {
        Command.Simulate("--example", "gesture", "--count", "3").AssertDone();
        using SKBitmap sheet = Sheet("000-still.png");
        SKColor[] colors = [.. new[] { "conv", "pool", "dense" }.Select(name => SKColor.Parse(HtmlPage.LightColor(name)))];
        HashSet<SKColor> seen = [];
        for (int y = 0; y < 112; y++)
            for (int x = 0; x < 224; x++) seen.Add(sheet.GetPixel(Left + x, Top + y));
        foreach (SKColor color in colors) Assert.Contains(color, seen);
        Assert.HasCount(4, seen, "curves and paper, no stripes");
    }

    /// <summary>Text of any characters is drawn within its place, in few colors, with a font and not with dots.</summary>
    [TestMethod]
    public void TextIsDrawnWithAFont()
    {
        PixelPicture picture = new(300, 40, SKColors.White);
        picture.Text(10, 10, 13, SKColors.Black, "Wärme αβ Жизнь → 7 \u4f60 \ud83d\ude00 \u0301");
        picture.Text(-20, 35, 20, SKColors.Black, "beyond the edges");
        using SKBitmap drawn = SKBitmap.Decode(picture.ToPng());
        HashSet<SKColor> levels = [.. drawn.Pixels];
        Assert.IsGreaterThan(3, levels.Count);
        Assert.IsLessThan(12, levels.Count);
        Assert.IsLessThan(TextFont.Width("mmm", 13), TextFont.Width("iii", 13));
        Assert.AreEqual(0, TextFont.Width("", 13));
    }

    [TestMethod, DataRow(2, "channel 0 of 2"), DataRow(3, "channels as red, green and blue")]
    public void AFrameOfSeveralChannelsSaysWhatOfItIsDrawn(int channels, string drawn)
    {
        PutModel(1, channels, """{ "type": "averagePool", "window": 1 }""");
        string Row(int first) => string.Join(',', Enumerable.Range(first, channels).Select(k => k * 51));
        Command.Put("readings.csv", FrameFiles.Csv(Row(0), Row(1), Row(2)));
        Command.Simulate("--model", "model.json", "--frames", "readings.csv").AssertDone();
        Assert.AreEqual(drawn, (string?)Command.Report["drawn"]);
        using SKBitmap sheet = Sheet("000-row-1.png");
        // Of 0, 51, 102 in a range to 204.
        Assert.AreEqual(channels == 3 ? new SKColor(0, 64, 128) : SKColors.White, sheet.GetPixel(Left + 20, Top + 20));
    }

    [TestMethod]
    public void LayersThatAreTooLargeAreNamedAsLeftOut()
    {
        PutModel(130, 1, """
            { "type": "convolution", "padding": "same", "filters": ["sobel-x"] },
            { "type": "maxPool", "window": 10 }, { "type": "averagePool", "window": 13 }
            """);
        Command.Put("black.png", FrameFiles.Png(130, 130, (_, _) => SKColors.Black));
        const string Omission = "the report and maps/ draw 2 of 3 layers";
        Command.Simulate("--model", "model.json", "--frames", "black.png").AssertDone(Omission);
        JsonNode report = Command.Report;
        Assert.StartsWith(Omission, (string)report["omission"]!);
        Assert.AreEqual("->1 layer not drawn ->max pool 2d 10x10 stride 10 ->average pool 2d 13x13 stride 13", Way(report));
        Assert.IsFalse((bool)report["layers"]![0]!["direct"]!);
        // The map of the input is wider than the column of a small one and does not lie under the next.
        using SKBitmap sheet = Sheet("000-black.png");
        Assert.AreEqual(SKColors.Black, sheet.GetPixel(Left + 129, Top + 18 + 129));
        Assert.AreNotEqual(SKColors.Black, sheet.GetPixel(Left + 131, Top + 18 + 129));
    }

    [TestMethod]
    public void NoArrowStandsWhereALayerReadsOthersThanTheOneBefore()
    {
        TfliteBuilder builder = new();
        int x = builder.Int8([1, 4, 4, 1]), a = builder.Int8([1, 4, 4, 1], 1 / 256f, -128), b = builder.Int8([1, 4, 4, 1], 1 / 256f, -128);
        int c = builder.Int8([1, 4, 4, 2], 1 / 256f, -128);
        builder.Operator(14, [x], [a]).Operator(17, [a], [b], (1, 1), (2, 1), (3, 3), (4, 3)).Operator(2, [a, b], [c], (0, 3));
        Command.Put("branch.tflite", builder.File([x], [c]));
        Command.Simulate("--model", "branch.tflite", "--frames", "synthetic:bar", "--count", "2").AssertDone();
        Assert.AreEqual("->1. logistic ->2. max pool 2d 3x3   3. concatenation from 1 and 2", Way(Command.Report));
        JsonAssert.Holds("""{ "omission": null }""", Command.Report);
        Assert.DoesNotContain("left out", Command.Output);
    }

    [TestMethod]
    public void AFaultThatReachesBeyondTheEndIsSaidAsItWas()
    {
        Command.Simulate("--example", "strokes", "--count", "12", "--fault", "fail@10-20")
            .AssertDone("fault       fail on frames 10 to 11");
        Assert.AreEqual("fail on frames 10 to 11", (string?)Command.Report["fault"]);
    }

    // A model of side x side pixels whose layers are given.
    private void PutModel(int side, int channels, string layers) => Command.Put("model.json", $$"""
        { "edgeconv": 1, "input": { "shape": [{{side}}, {{side}}, {{channels}}], "scale": 1, "zeroPoint": -128 },
          "layers": [ {{layers}} ] }
        """);

    private SKBitmap Sheet(string name) => SKBitmap.Decode(Command.File(Path.Combine("out/maps", name)));

    // The stations between int8 and the readout, an arrow before those that the one before feeds.
    private static string Way(JsonNode report) => string.Join(' ', report["way"]!.AsArray().Select(station =>
        $"{((bool)station!["arrow"]! ? "->" : "  ")}{station["name"]} {station["note"]}".TrimEnd()));
}
