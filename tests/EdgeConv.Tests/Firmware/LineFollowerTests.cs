using EdgeConv.Board;
using EdgeConv.Frames.Line;
using EdgeConv.Link;
using EdgeConv.Simulation.Line;

namespace EdgeConv.Tests.Firmware;

/// <summary>
/// The commands of docs/line.md make a line follower of a board: a servo that steers, and a motor that stops without a line.
/// </summary>
[TestClass]
public sealed class LineFollowerTests : IDisposable
{
    // The frame of the network is rows 4 to 19 of the camera's.
    private const int Side = 32, Top = 4, SeenFrames = 70, LostFrames = 30;

    private readonly TestFolder _files = new();

    private string Keys => _files.File("keys");

    public void Dispose() => _files.Dispose();

    [TestMethod]
    public void TheCommandsOfThePageMakeALineFollowerOfABoard()
    {
        string[] commands = [.. Repository.Text("docs", "line.md").Split('\n').Where(line => line.StartsWith("edgeconv board "))];
        Assert.HasCount(2, commands);
        string frames = _files.Put("track.npy", NpyFile.Of([SeenFrames + LostFrames, Side, Side, 1], [.. Frames()]));
        using var board = new VirtualProgram("--sensor", "arducam-mega", "--frames", frames, "--storage", _files.File("drive"), "--key",
            Keys, "--quiet");
        foreach (string command in commands) Done(command, board.Address);
        using BoardLine line = BoardAddress.Open(board.Address, 0, Keys);
        var client = new BoardClient(line, TimeSpan.FromSeconds(5), CancellationToken.None);
        BoardDescription description = client.DescribeRunning();
        Assert.AreEqual(("line", 16), (description.Model, description.Output!.Length));
        StepPacket[] steps;
        using (var stream = new StepStream(client, description, 1)) steps = [.. stream.Steps(SeenFrames + LostFrames)];
        Assert.IsTrue(steps.All(step => step.HasSecond));
        // What the board makes of its output is what the simulation makes of it.
        Readout column = Readout.CentroidX(0), off = Readout.OffCenterX(0);
        column.Check(description.Output);
        off.Check(description.Output);
        var servo = new ServoMap(2, 13, 1000, 2000, 50);
        var motor = new LinearMap(0, 4, 6000, 4000);
        int foundAt = LineSimulation.FoundAt(description.Output), followed = 0, lost = 0;
        foreach (StepPacket step in steps.Where(step => step.FrameStatus == FrameStatus.Ready))
        {
            // Both keep their value while nothing is above the zero point, so that they read each output in turn.
            (int x, int distance) = (column.Read(step.Output, description.Output), off.Read(step.Output, description.Output));
            if (step.Output.Max() < foundAt)
            {
                lost++;
                continue;
            }
            if (step.Reason != GuardReason.None) continue;
            followed++;
            Assert.AreEqual((servo.Map(x), motor.Map(distance)), (step.ProposedDuty, step.SecondProposedDuty));
            Assert.IsInRange(4000, 6000, step.SecondDuty);
        }
        Assert.IsGreaterThan(20, followed);
        Assert.IsGreaterThan(10, lost);
        // Without a line the motor stands and the servo is straight, both for the same reason.
        StepPacket[] safe = [.. steps.Where(step => step.Reason == GuardReason.NothingFound)];
        Assert.IsGreaterThan(5, safe.Length);
        Assert.IsTrue(safe.All(step => step is { SecondReason: GuardReason.NothingFound, Duty: 750, SecondDuty: 0 }));
        Assert.AreEqual(0, steps.Count(step => step.Reason != step.SecondReason));
        StatusPacket status = client.Status();
        Assert.AreEqual((true, true, 0u, 0u), (status.IsRunning, status.HasSecond, status.FailedFrames, status.SecondFaults));
    }

    // Frames with a line, then a floor without one.
    private static IEnumerable<short[]> Frames()
    {
        Random random = new(5);
        LineFrame[] seen = [.. LineFrames.Make(seed: 3, count: 200).Where(frame => frame.Column is not null).Take(SeenFrames)];
        for (int i = 0; i < SeenFrames + LostFrames; i++)
        {
            short[] image = [.. Enumerable.Range(0, Side * Side).Select(_ => (short)random.Next(176, 184))];
            if (i < SeenFrames) seen[i].Values.CopyTo(image, Top * Side);
            yield return image;
        }
    }

    private void Done(string command, string address)
    {
        string[] words = [.. command.Split(' ').Skip(1).Select(word => word == "COM5" ? address
            : word.StartsWith("examples/") ? Repository.PathOf(word.Split('/')) : word), "--key", Keys];
        using EdgeconvProgram program = new EdgeconvProgram(words).With(() => { });
        program.AssertDone();
    }
}
