namespace EdgeConv.Tests.Training;

/// <summary>Labelled files become frames, and parts that share no recording.</summary>
[TestClass]
public sealed class DataReaderTests : CommandTests
{
    private static byte[] Samples(int count) => [.. Enumerable.Range(0, count * 3).SelectMany(i => BitConverter.GetBytes((short)i))];

    [TestMethod]
    [DataRow("2025-06-15T192744_snake.npy", "snake"), DataRow("wave_2025-06-15T192744.npy", "wave")]
    [DataRow("to_left_07.csv.gz", "to_left"), DataRow("3_up_down.npy", "up_down")]
    public void LabelsAreInNames(string name, string label) => Assert.AreEqual(label, FolderData.LabelOf(name));

    [TestMethod]
    public void RecordingsAreCutIntoWindowsAndOneThatEndsEarlyIsUsed()
    {
        Command.Put("a_1.npy", FrameFiles.Npy("<i2", "(100, 3)", Samples(100)));
        Command.Put("b_1.npy", FrameFiles.Npy("<i2", "(100, 3)", Samples(60)));
        Command.Put("b_2.npy", FrameFiles.Npy("<i2", "(100, 3)", Samples(30)));
        DataSet data = DataReader.Read(Command.Folder, new DataOptions { Window = 40, Step = 20 });
        Assert.AreEqual((new FrameShape(1, 40, 3), FrameKind.Window), (data.Shape, data.Kind));
        Assert.HasCount(2, data.Recordings);
        CollectionAssert.AreEqual(new[] { 0, 60, 120, 180 }, data.Recordings[0].Offsets);
        CollectionAssert.AreEqual(new[] { 0, 60 }, data.Recordings[1].Offsets);
        Assert.HasCount(3, data.Notes);
        Assert.Contains("b_1.npy: ends after 60 of 100 rows", data.Notes[0]);
        Assert.Contains("b_2.npy: 30 samples, fewer than a window of 40; not used", data.Notes[2]);
    }

    [TestMethod]
    public void AFolderPerLabelHoldsTablesOfSamplesOrFrames()
    {
        Command.Put("up/1.csv", "x,y\n1,2\n3,4\n5,6\n");
        Command.Put("down/1.csv", "7,8\n9,10\n11,12\n");
        DataSet samples = DataReader.Read(Command.Folder, new DataOptions { Window = 2, Step = 1 });
        Assert.AreEqual(new FrameShape(1, 2, 2), samples.Shape);
        CollectionAssert.AreEqual(new[] { "down", "up" }, samples.Classes.ToArray());
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 4, 5, 6 }, samples.Recordings[1].Values);

        Command.Put("up/1.csv", FrameFiles.Csv(FrameFiles.Row, FrameFiles.Row));
        Command.Put("down/1.csv", FrameFiles.Csv(FrameFiles.Row));
        DataSet frames = DataReader.Read(Command.Folder, new DataOptions());
        Assert.AreEqual((new FrameShape(8, 8, 1), FrameKind.Readings), (frames.Shape, frames.Kind));
        CollectionAssert.AreEqual(new[] { 0, 64 }, frames.Recordings[1].Offsets);
    }

    [TestMethod]
    public void TheLabelIsInTheColumnNamedOrTheLast()
    {
        string file = Command.Put("a.csv", "label,p,q,r,s\n2,1,2,3,4\n10,5,6,7,8\n");
        DataSet data = DataReader.Read(file, new DataOptions());
        CollectionAssert.AreEqual(new[] { "2", "10" }, data.Classes.ToArray(), "numbers by their value");
        CollectionAssert.AreEqual(new float[] { 5, 6, 7, 8 }, data.Recordings[1].Values);
        Assert.AreEqual(1, data.Recordings[1].Label);
        data = DataReader.Read(file, new DataOptions { LabelColumn = "r" });
        CollectionAssert.AreEqual(new[] { "3", "7" }, data.Classes.ToArray());
    }

    [TestMethod]
    [DataRow(0f, 16f, true, 16 / 255f, -128, 0.0, 16.0), DataRow(-20_000f, 32_511f, true, 256f, 0, -32_768.0, 32_512.0)]
    [DataRow(-5f, 9f, true, 1f, 0, -128.0, 127.0)]
    [DataRow(-0.5f, 0.25f, false, 0.5f / 127, 0, -128 * 0.5 / 127, 0.5)]
    public void TheInputsScaleIsThatOfTheSensor(
        float min, float max, bool areIntegers, float scale, int zeroPoint, double low, double high)
    {
        InputRange range = InputRange.Of(min, max, areIntegers);
        Assert.AreEqual(scale, range.Scale, scale * 1e-6f);
        Assert.AreEqual(zeroPoint, range.ZeroPoint);
        Assert.AreEqual(low, range.Low, 1e-3);
        Assert.AreEqual(high, range.High, 1e-3);
        Assert.IsGreaterThanOrEqualTo(min, (range.Quantize(min) - zeroPoint) * scale + scale);
    }

    [TestMethod]
    public void NoRecordingIsInTwoPartsAndEachPartHasEveryClass()
    {
        for (int c = 0; c < 3; c++)
            for (int i = 0; i < 10 + c; i++) Command.Put($"class{c}/{i}.npy", FrameFiles.Npy("<i2", "(50, 3)", Samples(50)));
        DataSet data = DataReader.Read(Command.Folder, new DataOptions { Window = 20 });
        DataSplit split = DataSplit.Stratified(data, 0.2, 0.2, new Random(3));
        Assert.HasCount(33, split.Train.Concat(split.Validation).Concat(split.Test).Distinct().ToArray());
        foreach (LabelledRecording[] part in (LabelledRecording[][])[split.Train, split.Validation, split.Test])
            Assert.HasCount(3, part.Select(o => o.Label).Distinct().ToArray());
        Assert.HasCount(6, split.Test);
        foreach (DataSplit fold in DataSplit.LeaveOneOut(data))
        {
            Assert.HasCount(32, fold.Train);
            Assert.DoesNotContain(fold.Test[0], fold.Train);
        }
    }
}
