namespace EdgeConv.Tests.Simulation;

/// <summary>Every kind of origin gives the frames that are in it, and a bad one is named.</summary>
[TestClass]
public sealed class FrameReaderTests : CommandTests
{
    private static readonly FrameShape s_shape = new(8, 8, 1);

    private Recording Read(string name, byte[] content, int count = 50) =>
        FrameReader.Read(Command.Put(name, content), s_shape, count, () => Stream.Null);

    [TestMethod]
    public void AnImageIsAveragedToTheInput()
    {
        Recording recording = Read("grey.png", FrameFiles.Png(32, 16, (x, _) => FrameFiles.Grey(x * 4)));
        Assert.HasCount(1, recording.Frames);
        Assert.AreEqual("grey", recording.Frames[0].Label);
        for (int i = 0; i < 64; i++) Assert.AreEqual(i % 8 * 16 + 6, recording.Frames[0].Values[i]);
        Assert.AreEqual((0, 255), (recording.Format.Minimum, recording.Format.Maximum));
    }

    [TestMethod]
    public void AnImageBecomesLuma()
    {
        int Luma(SKColor color) => Read("even.png", FrameFiles.Png(8, 8, (_, _) => color)).Frames[0].Values[0];
        Assert.AreEqual((76, 150, 29), (Luma(SKColors.Red), Luma(SKColors.Lime), Luma(SKColors.Blue)));
    }

    [TestMethod]
    public void ASmallImageIsSpreadOut()
    {
        short[] values = Read("tiny.png", FrameFiles.Png(2, 1, (x, _) => x == 0 ? SKColors.Black : SKColors.White)).Frames[0].Values;
        for (int i = 0; i < 64; i++) Assert.AreEqual(i % 8 < 4 ? 0 : 255, values[i]);
    }

    [TestMethod]
    public void EveryPictureOfAnAnimatedGifIsAFrame()
    {
        Recording recording = Read("blink.gif", FrameFiles.Gif(20, 10, 0, 200, 64, 254), count: 3);
        Assert.AreEqual("0 200 64", string.Join(' ', recording.Frames.Select(frame => frame.Values[0])));
        Assert.IsTrue(recording.More);
    }

    [TestMethod]
    public void AFolderIsReadInTheOrderOfItsNames()
    {
        foreach (int grey in (int[])[30, 10, 20]) Command.Put($"f{grey}.png", FrameFiles.Png(9, 9, (_, _) => FrameFiles.Grey(grey)));
        Command.Put("notes.txt", "not an image, and not read");
        Recording recording = FrameReader.Read(Command.Folder, s_shape, 50, () => Stream.Null);
        Assert.AreEqual("f10 f20 f30", string.Join(' ', recording.Frames.Select(frame => frame.Label)));
        Assert.AreEqual(20, recording.Frames[1].Values[63]);
    }

    [TestMethod]
    public void CsvRowsAreFrames()
    {
        Recording recording = Read("a.csv", FrameFiles.Csv(FrameFiles.Row, "", FrameFiles.Row), count: 5);
        Assert.HasCount(2, recording.Frames);
        Assert.AreEqual((16, 16), (recording.Frames[1].Values[16], recording.Format.Maximum));
        Assert.IsFalse(recording.More);
    }

    [TestMethod]
    public void CsvMayHaveALabelAndAHeader()
    {
        string header = string.Join(',', Enumerable.Range(0, 65).Select(i => "p" + i));
        Recording recording = Read("a.csv.gz", FrameFiles.Gzip(FrameFiles.Csv(header, FrameFiles.Row + ",cat", FrameFiles.Row + ",7")));
        Assert.AreEqual("cat 7", string.Join(' ', recording.Frames.Select(frame => frame.Label)));
    }

    [TestMethod]
    public void DecimalReadingsKeepTheirDecimals()
    {
        string row = string.Join(',', Enumerable.Range(0, 64).Select(i => (20 + i * 0.25).ToString("0.00")));
        Recording recording = Read("celsius.csv", FrameFiles.Csv(row));
        Assert.AreEqual(20_25, recording.Frames[0].Values[1] / (recording.Frames[0].Values[0] / 20_00));
        Assert.AreEqual(recording.Frames[0].Values[63], recording.Format.Maximum);
    }

    [TestMethod]
    public void NumpyRecordingsAreCutByTheirShape()
    {
        byte[] shorts = [.. Enumerable.Range(0, 320).SelectMany(i => BitConverter.GetBytes((short)(i - 100)))];
        Recording frames = Read("frames.npy", FrameFiles.Npy("<i2", "(5, 8, 8)", shorts));
        Assert.HasCount(5, frames.Frames);
        Assert.AreEqual(-100 + 64, frames.Frames[1].Values[0]);
        Assert.HasCount(5, Read("rows.npy", FrameFiles.Npy("<i2", "(5, 64)", shorts)).Frames);
        Assert.HasCount(1, Read("one.npy", FrameFiles.Npy("<i2", "(8, 8)", shorts[..128])).Frames);

        // 40 samples of 3 axes: five windows of eight samples.
        Recording windows = Read("axes.npy", FrameFiles.Npy("<i2", "(40, 3)", shorts[..240]));
        Assert.HasCount(5, windows.Frames);
        Assert.AreEqual(-100 + 24, windows.Frames[1].Values[0]);

        byte[] floats = [.. Enumerable.Range(0, 256).SelectMany(i => BitConverter.GetBytes(i % 16 / 2 * 0.5f))];
        Recording picture = Read("picture.npy", FrameFiles.Npy("<f4", "(16, 16)", floats));
        Assert.HasCount(1, picture.Frames);
        Assert.AreEqual(7, picture.Frames[0].Values[7] / picture.Frames[0].Values[1]);
    }

    [TestMethod, DataRow("bar"), DataRow("hand"), DataRow("blink")]
    public void SyntheticFramesMoveAndRepeatExactly(string name)
    {
        Recording first = SyntheticFrames.Make(name, s_shape, 40), second = SyntheticFrames.Make(name, s_shape, 40);
        for (int i = 0; i < 40; i++)
        {
            CollectionAssert.AreEqual(first.Frames[i].Values, second.Frames[i].Values);
            if (i > 0) CollectionAssert.AreNotEqual(first.Frames[i].Values, first.Frames[i - 1].Values);
        }
        Assert.IsGreaterThan(30, first.Frames.Max(frame => frame.Values.Max()) - first.Frames.Min(frame => frame.Values.Min()));
    }

    [TestMethod]
    public void TheShippedDigitsHoldAllTen()
    {
        Recording recording = Example.All[0].ReadFrames(s_shape, 50);
        Assert.AreEqual("0 1 2 3 4 5 6 7 8 9", string.Join(' ', recording.Frames.Select(frame => frame.Label).Distinct().Order()));
        Assert.HasCount(597, Example.All[0].ReadFrames(s_shape, 10_000).Frames, "those the network has not learned from");
        Assert.HasCount(1797, Example.All.Single(example => example.Name == "strokes").ReadFrames(s_shape, 10_000).Frames);
    }
}
