using EdgeConv.Training.HeatMaps;
using EdgeConv.Training.Layers;

namespace EdgeConv.Tests.Training;

/// <summary>`train` and `evaluate` with labels that are positions.</summary>
[TestClass]
[DoNotParallelize] // training takes every core itself
public sealed class PositionTrainingTests
{
    private const int Size = 12;

    // Small, so that the test is quick; a row of the map for every two rows of the frame.
    private const string Network = """
        { "edgeconv": 1, "layers": [
          { "type": "convolution", "filters": 6, "size": 3, "stride": 2, "padding": "same" }, { "type": "batchNorm" },
          { "type": "activation", "function": "relu" },
          { "type": "convolution", "filters": 6, "size": 3, "padding": "same", "activation": "relu" },
          { "type": "convolution", "filters": 1, "size": 3, "padding": "same" } ] }
        """;

    [TestMethod]
    [DataRow("x,y")]
    [DataRow("x")]
    public void ASpotIsFoundByEveryEngine(string columns)
    {
        using SimulatedCommand command = new();
        command.Put("network.json", Network);
        command.Put("spots.csv", Spots(columns, 300, seed: 1));
        command.Put("other.csv", Spots(columns, 100, seed: 2));
        string[] brief = ["--network", "network.json", "--epochs", "20", "--fine-tuning", "5", "--report", "report"];
        command.Run(["train", "--data", "spots.csv", "--out", "spots.json", .. brief])
            .AssertDone("mean error", "300 frames of 12x12x1 in 300 recordings with positions", "error in pixels: mean, 95 %");
        Assert.IsFalse(File.Exists(command.File("spots.labels.txt")), "there are no classes");
        string page = File.ReadAllText(command.File("report/report.html"));
        foreach (string part in (string[])["Error of the position", "95 % within", "Frames with the largest error"])
            Assert.Contains(part, page);
        Assert.DoesNotContain("Confusion", page);
        JsonNode? first = null;
        foreach (string engine in (string[])["reference", "packed", "compiled"])
        {
            JsonNode json = command.Run(["evaluate", "spots.json", "--data", "other.csv", "--engine", engine, "--json"]).AssertDone().Json;
            Assert.AreEqual(100, (int)json["frames"]!);
            Assert.IsLessThan(0.8, (double)json["meanPixels"]!);
            Assert.IsLessThan(2, (double)json["percentile95Pixels"]!);
            Assert.IsLessThanOrEqualTo((double)json["percentile95Pixels"]!, (double)json["medianPixels"]!);
            Assert.IsLessThan(5, (int)json["missed"]! + (int)json["invented"]!);
            first ??= json;
            foreach (string figure in (string[])["meanPixels", "medianPixels", "percentile95Pixels", "missed", "invented"])
                Assert.AreEqual((double)first[figure]!, (double)json[figure]!, figure);
        }
        command.Run(["evaluate", "spots.json", "--data", "other.csv"]).AssertDone("mean error", "largest errors in pixels");
        byte[] input = new byte[Size * Size];
        Random random = new(3);
        random.NextBytes(input);
        command.Put("input.bin", input);
        command.AssertEnginesAgree("spots.json", "input.bin");
    }

    [TestMethod]
    public void TheGradientsOfTheLossAreTheFiniteDifferences()
    {
        Maps maps = new(1, 3, 5);
        maps.Resize(4);
        Random random = new(4);
        Span<float> all = maps.All;
        for (int i = 0; i < all.Length; i++) all[i] = (float)(random.NextDouble() * 1.4 - 0.5);
        HeatMapLoss loss = new(maps, new FrameShape(6, 10, 1));
        Position[] positions = [new(3.2, 1.7), new(8.4), Position.Nothing, new(0.1, 5.1)];
        _ = loss.Forward(positions);
        float[] gradients = maps.AllGradients.ToArray();
        for (int i = 0; i < gradients.Length; i++)
        {
            const float Step = 1e-3f;
            float before = maps.Values[i];
            if (Math.Abs(before) < 2 * Step || Math.Abs(before + 0.1) < 2 * Step) continue; // the loss has corners there
            maps.Values[i] = before + Step;
            double above = loss.Forward(positions).Loss;
            maps.Values[i] = before - Step;
            double below = loss.Forward(positions).Loss;
            maps.Values[i] = before;
            Assert.AreEqual((above - below) / (2 * Step), gradients[i], 2e-3, $"cell {i}");
        }
    }

    [TestMethod]
    public void ADrawnMapIsReadWhereItWasDrawn()
    {
        HeatMap heat = new(new FrameShape(32, 32, 1), 8, 16);
        float[] map = new float[8 * 16];
        for (double x = 8; x <= 23; x += 0.5)
        {
            heat.Draw(new Position(x, 31 - x), map);
            Assert.AreEqual(0, new Position(x, 31 - x).DistanceTo(heat.Read(map))!.Value, 0.35, $"{x}");
        }
        heat.Draw(Position.Nothing, map);
        Assert.AreEqual(Position.Nothing, heat.Read(map));
    }

    [TestMethod]
    public void LabelsThatAreNoPositionsInTheFrame()
    {
        string head = "a,b,c,d,x,y\n";
        Refuses(head + "1,2,3,4,0,0\n1,2,3,4,2,0\n", "data.csv, row 3: the position is outside a frame of 2x2x1");
        Refuses(head + "1,2,3,4,0,\n", "row 2: give both x and y");
        Refuses(head + "1,2,3,4,,\n1,2,3,5,,\n", "no row has a position");
        Refuses(head + "1,2,3,4,left,0\n", "row 2, column 5: 'left' is not a number");
        Refuses(Spots("x", 20, 1), "the labels are positions; use convolutions", "--network", "tiny-8x8");
        Refuses(Spots("x", 20, 1), "no network for frames of 12x12x1 and positions is within 200 IL", "--budget-il", "200");
        Refuses(Spots("x,y", 20, 1), "no network for frames of 12x12x1 and positions is within 200 IL", "--budget-il", "200");
        Refuses(Spots("x", 20, 1), "--turn is for frames with classes, but these are labelled with positions", "--turn", "5");
        Refuses(Spots("x", 20, 1), "--teacher is for frames with classes, but these are labelled with positions", "--teacher", "tiny-8x8");
        // A label that is named is a class.
        Refuses("a,b,c,x,y\n1,2,3,4,0\n1,2,3,5,0\n", "only one class", "--label", "y");
    }

    [TestMethod]
    public void AModelOfClassesFindsNoPositions()
    {
        using SimulatedCommand command = new();
        command.Put("frames.csv", "x" + Spots("x", 5, 1, size: 8)[1..]);
        command.Run(["evaluate", Repository.PathOf("examples", "digits.json"), "--data", "frames.csv"])
            .AssertFailed(1, "need a model whose output is one int8 map of one channel");
    }

    private static void Refuses(string table, string fragment, params string[] options)
    {
        using SimulatedCommand command = new();
        command.Put("data.csv", table);
        command.Run(["train", "--data", "data.csv", "--out", "model.json", "--report", "out", .. options]).AssertFailed(1, fragment);
        Assert.IsFalse(File.Exists(command.File("model.json")));
    }

    /// <summary>
    /// A table of noisy frames with a bright spot, or an upright bar if only its column is labelled; every tenth is empty.
    /// </summary>
    private static string Spots(string columns, int rows, int seed, int size = Size)
    {
        Random random = new(seed);
        StringBuilder text = new();
        text.AppendJoin(',', Enumerable.Range(0, size * size).Select(i => $"p{i}")).Append(',').Append(columns).Append('\n');
        for (int row = 0; row < rows; row++)
        {
            double x = 1 + random.NextDouble() * (size - 3), y = 1 + random.NextDouble() * (size - 3);
            bool isEmpty = row % 10 == 9;
            for (int i = 0; i < size * size; i++)
            {
                double right = i % size - x, down = columns == "x" ? 0 : i / size - y;
                double spot = isEmpty ? 0 : 150 * Math.Exp(-(right * right + down * down) / 3);
                text.Append((int)Math.Clamp(40 + spot + random.Next(-10, 11), 0, 255)).Append(',');
            }
            string[] cells = isEmpty ? ["", ""] : [$"{x:0.00}", $"{y:0.00}"];
            text.AppendJoin(',', cells.Take(columns == "x" ? 1 : 2)).Append('\n');
        }
        return text.ToString();
    }
}
