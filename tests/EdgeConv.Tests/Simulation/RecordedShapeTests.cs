namespace EdgeConv.Tests.Simulation;

/// <summary>Shapes that a recording's frames have by themselves.</summary>
[TestClass]
public sealed class RecordedShapeTests
{
    [TestMethod]
    [DataRow(64, "8x8x1"), DataRow(65, "8x8x1"), DataRow(768, "24x32x1"), DataRow(769, "24x32x1"), DataRow(192, "12x16x1")]
    [DataRow(4800, "60x80x1"), DataRow(19200, "120x160x1"), DataRow(1024, "32x32x1"), DataRow(12, "3x4x1"), DataRow(7, "2x3x1")]
    [DataRow(2, "1x2x1"), DataRow(1, "1x1x1"), DataRow(13, "3x4x1"), DataRow(257, "16x16x1")]
    public void ARowOfNumbersIsTheFrameThatItMakes(int values, string shape) =>
        Assert.AreEqual(shape, OfCsv(string.Join(',', Enumerable.Range(0, values))));

    [TestMethod]
    public void HeaderAndLabelAreNoValues()
    {
        string row = string.Join(',', Enumerable.Range(0, 64));
        Assert.AreEqual("8x8x1", OfCsv($"{string.Join(',', Enumerable.Range(0, 64).Select(i => $"c{i}"))},label\n{row},left"));
        Assert.AreEqual("8x8x1", OfCsv($"\n\n{row},left\n"));
        Assert.AreEqual("1x13x1", OfCsv(string.Join(',', Enumerable.Range(0, 13)) + ",left"), "a prime length with a label");
    }

    [TestMethod]
    [DataRow("(5, 24, 32)", "24x32x1"), DataRow("(5, 24, 32, 3)", "24x32x3"), DataRow("(20, 30, 3)", "20x30x3")]
    [DataRow("(10, 64)", "8x8x1"), DataRow("(64, 64)", "64x64x1"), DataRow("(500, 3)", "1x64x3"), DataRow("(20, 3)", "1x20x3")]
    [DataRow("(30, 50)", "30x50x1"), DataRow("(768,)", "24x32x1")]
    public void AnArraySaysIt(string shape, string expected)
    {
        int[] axes = [.. shape.Trim('(', ')').Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        byte[] file = FrameFiles.Npy("|u1", shape, new byte[axes.Aggregate((product, axis) => product * axis)]);
        FrameShape found = RecordedShape.Of(new MemoryStream(file), "a.npy");
        Assert.AreEqual(expected, $"{found}");
        Assert.IsNotEmpty(NpyFrames.Read(new MemoryStream(file), "a.npy", found, 4).Frames, "the reader takes this shape");
    }

    [TestMethod]
    public void EveryLengthHasAShapeWithAsManyValues()
    {
        for (int length = 1; length < 3000; length++)
        {
            FrameShape shape = RecordedShape.OfRow(length, labelled: false);
            Assert.AreEqual(length, shape.Length);
            Assert.IsLessThan(2, shape.Height == 1 ? 1 : (double)shape.Width / shape.Height);
        }
    }

    [TestMethod]
    [DataRow("a.csv", ""), DataRow("a.csv", "a,b\n"), DataRow("a.npy", "x"), DataRow("a.csv.gz", "1,2")]
    public void WhatHoldsNoFramesIsRefused(string name, string text) =>
        Assert.ThrowsExactly<UserException>(() => RecordedShape.Of(new MemoryStream(Encoding.UTF8.GetBytes(text)), name));

    private static string OfCsv(string text) => $"{RecordedShape.Of(new MemoryStream(Encoding.UTF8.GetBytes(text)), "a.csv")}";
}
