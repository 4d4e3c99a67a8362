namespace EdgeConv.Tests.Training;

/// <summary>Frames are changed while learning as the options say, and no further.</summary>
[TestClass]
public sealed class AugmentationTests
{
    private static readonly InputRange s_range = new(1, -128);

    private static float[][] Changed(Augmentation augmentation, FrameShape shape, FrameKind kind, float[] values, int offset = 0,
        int count = 2000)
    {
        Random random = new(1);
        Sample sample = new(new LabelledRecording("", 0, values, [offset]), offset);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            float[] frame = new float[shape.Length];
            augmentation.Apply(sample, shape, kind, s_range, random, frame);
            return frame;
        })];
    }

    [TestMethod]
    public void WithoutChangesAFrameStaysAsItIs()
    {
        float[] frame = [.. Enumerable.Range(0, 24).Select(i => (float)i)];
        CollectionAssert.AreEqual(frame, Changed(new(0, 0, 0), new(4, 3, 2), FrameKind.Readings, frame, count: 1)[0]);
    }

    [TestMethod]
    public void FramesAreRotatedAndScaledAboutTheirMiddle()
    {
        // The value of a cell is its row and its column: what stands in a cell says where it was before.
        float[] frame = [.. Enumerable.Range(0, 242).Select(i => (float)(i % 2 == 0 ? i / 22 : i / 2 % 11))];
        double[] turned = new double[2000], scaled = new double[2000];
        foreach ((int n, float[] one) in Changed(new(0, 0, 0, Turn: 20, Zoom: 0.2), new(11, 11, 2), FrameKind.Readings, frame).Index())
        {
            Assert.AreEqual((5, 5), (one[2 * 60], one[2 * 60 + 1]), "the middle stays");
            // The cell three columns to the right of the middle.
            (double down, double right) = (one[2 * 63] - 5, one[2 * 63 + 1] - 5);
            (turned[n], scaled[n]) = (Math.Atan2(down, right) * 180 / Math.PI, Math.Sqrt(down * down + right * right) / 3);
            // A rotation keeps right angles: three rows below the middle.
            Assert.AreEqual(down, -(one[2 * 93 + 1] - 5), 1e-4);
            Assert.AreEqual(right, one[2 * 93] - 5, 1e-4);
        }
        Assert.IsTrue(turned.All(angle => Math.Abs(angle) <= 20.001) && scaled.All(factor => Math.Abs(factor - 1) <= 0.2001));
        Assert.IsTrue(turned.Min() < -19 && turned.Max() > 19 && scaled.Min() < 0.81 && scaled.Max() > 1.19);
    }

    [TestMethod]
    public void FramesAreMovedByCellsAndPartsOfCells()
    {
        // The value of a cell is its row and its column: what stands in the middle says how far the frame was moved.
        float[] frame = [.. Enumerable.Range(0, 200).Select(i => (float)(i % 2 == 0 ? i / 20 : i / 2 % 10))];
        float[][] moved = Changed(new(0.2, 0, 0), new(10, 10, 2), FrameKind.Readings, frame);
        float[] down = [.. moved.Select(one => one[2 * 55] - 5)], right = [.. moved.Select(one => one[2 * 55 + 1] - 5)];
        foreach (float[] by in (float[][])[down, right])
        {
            Assert.IsTrue(by.All(value => Math.Abs(value) <= 2.001f));
            Assert.IsLessThan(-1.8f, by.Min());
            Assert.IsGreaterThan(1.8f, by.Max());
            Assert.IsGreaterThan(1000, by.Distinct().Count());
        }
    }

    [TestMethod]
    [DataRow(21, 21)]
    [DataRow(21, 13)]
    [DataRow(9, 17)]
    public void PartsOfAFrameMoveAgainstEachOther(int height, int width)
    {
        // The value of a cell is its row and its column: what stands in a cell says where it was before.
        float[] frame = [.. Enumerable.Range(0, 2 * height * width)
            .Select(i => (float)(i % 2 == 0 ? i / (2 * width) : i / 2 % width))];
        // The middle and the places to its right and below it are points of the grid.
        int y = height / 2, x = width / 2, right = width / 4, down = height / 4;
        foreach ((int toY, int toX) in ((int, int)[])[(y, x + right), (y + down, x)])
            for (int axis = 0; axis < 2; axis++)
            {
                double max = 0.1 * (axis == 0 ? height : width);
                List<float> middle = [], apart = [];
                foreach (float[] one in Changed(new(0, 0, 0, Warp: 0.1), new(height, width, 2), FrameKind.Readings, frame))
                {
                    float atMiddle = Move(one, y, x), atOther = Move(one, toY, toX);
                    middle.Add(atMiddle);
                    apart.Add(atOther - atMiddle);
                    // A cell on the way between the two.
                    int betweenY = y + (toY - y + 1) / 2, betweenX = x + (toX - x + 1) / 2;
                    float part = (betweenY - y + betweenX - x) / (float)(toY - y + toX - x);
                    Assert.AreEqual(atMiddle + part * (atOther - atMiddle), Move(one, betweenY, betweenX), 1e-3f,
                        "cells between two points move with both");
                }
                Assert.IsTrue(middle.All(value => Math.Abs(value) <= max + 0.001));
                Assert.IsTrue(middle.Min() < -0.95 * max && middle.Max() > 0.95 * max);
                Assert.IsTrue(apart.Min() < -1.2 * max && apart.Max() > 1.2 * max, "two points move independently");

                // How far a cell has moved along rows or along columns.
                float Move(float[] one, int row, int column) => one[2 * (row * width + column) + axis] - (axis == 0 ? row : column);
            }
    }

    [TestMethod]
    public void WindowsMoveAlongTheirRecordingAndNotBeyond()
    {
        float[] recording = [.. Enumerable.Range(0, 3 * 100).Select(i => (float)(i / 3))];
        foreach ((int offset, int min, int max) in ((int, int, int)[])[(0, 0, 10), (3 * 40, 30, 50), (3 * 60, 50, 60)])
        {
            float[] starts = [.. Changed(new(0.25, 0, 0), new(1, 40, 3), FrameKind.Window, recording, offset).Select(frame => frame[0])];
            Assert.AreEqual((min, max), (starts.Min(), starts.Max()));
        }
    }

    [TestMethod]
    public void GainAndNoiseAreAsLargeAsSaid()
    {
        float[] gains = [.. Changed(new(0, 0.3, 0), new(1, 2, 1), FrameKind.Readings, [100, 50]).Select(frame => frame[0] / 100)];
        Assert.IsTrue(gains.All(gain => gain is >= 0.7f and <= 1.3f));
        Assert.IsLessThan(0.72f, gains.Min());
        Assert.IsGreaterThan(1.28f, gains.Max());
        float[] noise = [.. Changed(new(0, 0, 0.02), new(1, 2, 1), FrameKind.Readings, [100, 50]).Select(frame => frame[0] - 100)];
        Assert.AreEqual(0, noise.Average(), 0.5f);
        Assert.AreEqual(0.02f * 255, MathF.Sqrt(noise.Select(value => value * value).Average()), 0.3f);
    }
}
