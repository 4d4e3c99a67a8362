using EdgeConv.Board;
using EdgeConv.Link;

namespace EdgeConv.Tests.Firmware;

/// <summary>`edgeconv board virtual` and `edgeconv record` with a thermal imager and a camera.</summary>
[TestClass]
public sealed class VirtualSensorTests : IDisposable
{
    private readonly TestFolder _files = new();

    private string Keys => _files.File("keys");

    public void Dispose() => _files.Dispose();

    // The noise of a measured word is 0.05 degC.
    [TestMethod]
    [DataRow("mlx90640", "synthetic:warmth", 24, 32, 10, 2), DataRow("arducam-mega", "synthetic:bar", 32, 32, 0, 1)]
    public void WhatTheSensorSeesIsRecorded(string sensor, string pattern, int height, int width, int tolerance, int halves)
    {
        FrameShape shape = new(height, width, 1);
        SensorType type = SensorType.Of(sensor);
        Assert.AreEqual(shape, type.Shape);
        Recording seen = SyntheticFrames.Make(pattern["synthetic:".Length..], shape, 100);
        string file;
        using (var board = new VirtualProgram("--sensor", sensor, "--frames", pattern, "--key", Keys, "--quiet"))
        {
            using (BoardLine line = BoardAddress.Open(board.Address, 0, Keys))
            {
                var client = new BoardClient(line, TimeSpan.FromSeconds(5), CancellationToken.None);
                BoardDescription description = client.DescribeRunning();
                Assert.AreEqual((height, width, 1, "strokes"), (description.Frames!.Height, description.Frames.Width,
                    description.Frames.Channels, description.Model));
            }
            using EdgeconvProgram program = new EdgeconvProgram(["record", board.Address, "--label", "seen", "--out", _files.Folder,
                "--count", "12", "--key", Keys]).With(() => { });
            program.AssertDone();
            file = Directory.GetFiles(_files.File("seen"))[0];
        }
        Recording recorded = FrameReader.Read(file, shape, 100, () => Stream.Null);
        Assert.HasCount(12, recorded.Frames);
        foreach (RecordedFrame frame in recorded.Frames)
        {
            // A half of a thermal frame is that of an earlier one.
            bool IsPart(RecordedFrame one, int half) => Enumerable.Range(0, shape.Length)
                .Where(i => halves == 1 || (i / width + i % width & 1) == half)
                .All(i => Math.Abs(one.Values[i] - frame.Values[i]) <= tolerance);
            for (int half = 0; half < halves; half++) Assert.IsTrue(seen.Frames.Any(one => IsPart(one, half)), $"half {half}");
        }
    }

    [TestMethod, DataRow("mlx90640"), DataRow("arducam-mega")]
    public void AnUnpluggedSensorComesBack(string sensor)
    {
        using var board = new VirtualProgram("--sensor", sensor, "--fault", "fail@10-24", "--key", Keys, "--quiet");
        using BoardLine line = BoardAddress.Open(board.Address, 0, Keys);
        var client = new BoardClient(line, TimeSpan.FromSeconds(5), CancellationToken.None);
        StatusPacket status = client.Status();
        Assert.IsTrue(SpinWait.SpinUntil(() => (status = client.Status()).FailedFrames > 0, TimeSpan.FromSeconds(30)));
        uint good = status.Frames;
        Assert.IsTrue(SpinWait.SpinUntil(() => (status = client.Status()).Frames > good + 5, TimeSpan.FromSeconds(30)));
        Assert.AreEqual((true, 0u), (status.IsRunning, status.ModelFaults));
    }
}
