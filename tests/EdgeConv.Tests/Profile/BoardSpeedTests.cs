using EdgeConv.Compiler.Backends.Profile;
using EdgeConv.Hardware.Boards;

namespace EdgeConv.Tests.Profile;

/// <summary>The time of an IL instruction: none is made up, a range follows from the clock, and a measurement in a board's file gives one time.</summary>
[TestClass]
public sealed class BoardSpeedTests
{
    [TestMethod]
    public void RangesAreWhatTheirSourceComputes()
    {
        foreach (BoardSpeed speed in BoardSpeed.All.Where(speed => speed.Nanoseconds is null))
        {
            (BoardFile board, _) = BoardFiles.Targets.Single(known => known.Target.Name == speed.Board);
            // 60 and 70 instructions at 1 and 3 cycles, as hardware/README.md says.
            Assert.AreEqual(60_000 / board.Megahertz.Most, speed.Low, 1e-9, speed.Board);
            Assert.AreEqual(210_000 / board.Megahertz.Least, speed.High, 1e-9, speed.Board);
            Assert.Contains("not measured", speed.Source);
            Assert.Contains($"{board.Megahertz.Most} MHz", speed.Source);
        }
        Assert.AreEqual((250, 1312.5), (BoardSpeed.All[0].Low, BoardSpeed.All[0].High));
    }

    [TestMethod]
    public void AMeasuredBoardHasOneTimeAndOthersARange()
    {
        (BoardFile board, BoardTarget target) = BoardFiles.Targets[0];
        BoardSpeed measured = BoardSpeed.Of(board, target with { IlNanoseconds = new IlSpeed(412.5, "measured by me, 2026-11-24") });
        Assert.AreEqual((0.4125, 0.4125), measured.Milliseconds(1000));
        Assert.AreEqual("measured by me, 2026-11-24", measured.Source);
        Assert.AreEqual("412.5", ProfileText.Nanoseconds(measured));
        Assert.AreEqual("0.25 to 1.31", ProfileText.Time(BoardSpeed.Of(board, target), 1000));
    }
}
