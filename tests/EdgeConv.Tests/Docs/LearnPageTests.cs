namespace EdgeConv.Tests.Docs;

using EdgeConv.Kernels; // within the namespace: these kernels, not the compiler's operators of the same names

/// <summary>The numbers of docs/learn.md and of its translation, read out of the pages, are those of the kernels.</summary>
[TestClass]
public sealed class LearnPageTests
{
    // What the pages say in their text: quantization of the frame, the filter and the map.
    private const float FrameScale = 0.04f, FilterScale = 1f / 127, MapScale = 0.1f;
    private const int ZeroPoint = -128;

    [TestMethod]
    public void TheTranslationHasTheSameBlocks()
    {
        Assert.AreEqual(Blocks("docs/learn.md"), Blocks("docs/learn.zh.md"));

        static string Blocks(string path) =>
            string.Join("\n\n", new MarkdownPage(path).Blocks.Select(block => $"{block.Language} {block.Name}\n{block.Text}"));
    }

    [TestMethod, DataRow("docs/learn.md"), DataRow("docs/learn.zh.md")]
    public void SumsAreThoseOfTheWindows(string path)
    {
        var page = new MarkdownPage(path);
        int[] frame = Numbers(page, "frame"), filter = Numbers(page, "filter"), map = Numbers(page, "map");
        string[] sums = page.Block("sums").Lines;
        Assert.HasCount(4, sums);
        for (int r = 0; r < 2; r++)
            for (int c = 0; c < 2; c++)
            {
                int[] window = [frame[3 * r + c], frame[3 * r + c + 1], frame[3 * r + c + 3], frame[3 * r + c + 4]];
                string products = string.Join(" + ", window.Select((value, i) => $"({filter[i]} × {value})"));
                Assert.AreEqual($"{products} = {map[2 * r + c]}", sums[2 * r + c]);
            }
    }

    [TestMethod, DataRow("docs/learn.md"), DataRow("docs/learn.zh.md")]
    public void MapsAndPoolsAreThoseOfTheKernels(string path)
    {
        var page = new MarkdownPage(path);
        sbyte[] frame = Bytes(page, "frame"), map = Bytes(page, "map");
        CollectionAssert.AreEqual(Numbers(page, "map"), Sums(frame, Bytes(page, "filter"), 0));
        CollectionAssert.AreEqual(Numbers(page, "opposite map"), Sums(frame, Bytes(page, "opposite"), 0));

        // ReLU: the clamp at the zero point 0, with a factor of 1.
        sbyte[] relu = new sbyte[4];
        Filter(Bytes(page, "opposite"), 0, new Requantization([1 << 30], [1], 0, 0, 127)).Invoke(frame, 0, relu, 0);
        CollectionAssert.AreEqual(Bytes(page, "relu"), relu);

        foreach (PoolKind kind in Enum.GetValues<PoolKind>())
        {
            sbyte[] pooled = new sbyte[1];
            new Pool2D(Window2D.Valid(2, 2, 1, 2, 2, 2), kind, -128, 127).Invoke(map, 0, pooled, 0);
            Assert.Contains($"{kind.ToString().ToLowerInvariant()} {pooled[0]}", page.Block("pooling").Lines);
        }
    }

    [TestMethod, DataRow("docs/learn.md"), DataRow("docs/learn.zh.md")]
    public void FixedPointIsThatOfTheKernels(string path)
    {
        var page = new MarkdownPage(path);
        sbyte[] frame = Bytes(page, "quantized frame"), filter = Bytes(page, "quantized filter");
        CollectionAssert.AreEqual(Numbers(page, "frame"),
            Array.ConvertAll(frame, value => (int)Math.Round(FrameScale * (value - ZeroPoint), 3)));
        CollectionAssert.AreEqual(Numbers(page, "filter"), Array.ConvertAll(filter, value => (int)Math.Round(FilterScale * value, 3)));
        CollectionAssert.AreEqual(Numbers(page, "quantized sums"), Sums(frame, filter, ZeroPoint));

        Multiplier multiplier = Multiplier.Of((double)FrameScale * FilterScale / MapScale);
        Assert.AreEqual($"{multiplier.Mantissa} / 2^31 × 2^{multiplier.Shift}", page.Block("multiplier").Text);
        sbyte[] map = new sbyte[4];
        Filter(filter, ZeroPoint, new Requantization([multiplier.Mantissa], [multiplier.Shift], ZeroPoint, ZeroPoint, 127))
            .Invoke(frame, 0, map, 0);
        CollectionAssert.AreEqual(Bytes(page, "quantized map"), map);

        int[] output = Numbers(page, "output");
        int activation = Readout.MaximumOf(0).Read(map, new TensorInfo([1, 2, 2, 1], MapScale, ZeroPoint));
        int duty = new ServoMap(output[1], output[2], 1000, 2000, 50).Map(activation);
        CollectionAssert.AreEqual(new[] { activation / 256, output[1], output[2], 2 * duty, duty }, output);
    }

    [TestMethod, DataRow("docs/learn.md"), DataRow("docs/learn.zh.md")]
    public void TrainingDescends(string path)
    {
        double weight = 1;
        foreach (string line in new MarkdownPage(path).Block("training").Lines)
        {
            double answer = 2 * weight, loss = (answer - 6) * (answer - 6), gradient = 2 * (answer - 6) * 2;
            string expected = $"weight {weight:0.######} answer {answer:0.######} loss {loss:0.######} gradient {gradient:0.######}";
            Assert.AreEqual(expected, line);
            weight -= 0.1 * gradient;
        }
    }

    [TestMethod]
    public void ThePictureIsWhatTheCommandDraws()
    {
        using var command = new SimulatedCommand();
        command.Simulate("--example", "strokes", "--model", Repository.PathOf("examples", "strokes.json"), "--count", "12").AssertDone();
        using SKBitmap drawn = SKBitmap.Decode(Path.Combine(command.Out, "maps", "011-1.png")),
            kept = SKBitmap.Decode(Repository.PathOf("docs", "images", "learn-maps.png"));
        Assert.AreEqual(drawn.Info, kept.Info);
        Assert.IsTrue(drawn.Bytes.AsSpan().SequenceEqual(kept.Bytes),
            "docs/images/learn-maps.png is out of date: run the command on the page and copy the picture");
    }

    private static int[] Sums(sbyte[] frame, sbyte[] filter, int zeroPoint)
    {
        int[] sums = new int[4];
        Filter(filter, zeroPoint, new Requantization([1 << 30], [1], 0, -128, 127)).Accumulate(frame, 0, sums, 0);
        return sums;
    }

    // The pages' filter of 2x2 over their frame of 3x3.
    private static Conv2D Filter(sbyte[] filter, int zeroPoint, Requantization requantization) =>
        new(Window2D.Valid(3, 3, 1, 2, 2, 1), 1, 1, filter, null, zeroPoint, requantization);

    private static int[] Numbers(MarkdownPage page, string name) =>
        [.. Regex.Matches(page.Block(name).Text, @"-?\d+").Select(match => int.Parse(match.Value))];

    private static sbyte[] Bytes(MarkdownPage page, string name) => Array.ConvertAll(Numbers(page, name), value => checked((sbyte)value));
}
