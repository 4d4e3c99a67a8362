using EdgeConv.Compiler.Backends;
using EdgeConv.Compiler.Backends.Profile;

namespace EdgeConv.Tests.Profile;

/// <summary>hardware/boards/il-nanoseconds.csv: every board is in it, no time is made up, and a measured line gives one time.</summary>
[TestClass]
public sealed class BoardSpeedTests
{
    private const string Head = "board,nanoseconds,low,high,source\n";

    [TestMethod]
    public void HasEveryBoardAndSaysWhereItsNumbersComeFrom()
    {
        foreach (Board board in Board.All) Assert.ContainsSingle(BoardSpeed.All.Where(speed => speed.Board == board.Name), board.Name);
        foreach (BoardSpeed speed in BoardSpeed.All) Assert.IsGreaterThan(20, speed.Source.Length, speed.Board);
    }

    [TestMethod]
    public void RangesAreWhatTheirSourceComputes()
    {
        // 60 and 70 instructions at 1 and 3 cycles, as hardware/README.md says.
        foreach (BoardSpeed speed in BoardSpeed.All.Where(speed => speed.Nanoseconds is null))
        {
            double megahertz = speed.Source.Contains("240 MHz", StringComparison.Ordinal) ? 240 : 160;
            Assert.AreEqual(60 * 1 * 1000 / megahertz, speed.Low, 1, speed.Board);
            Assert.AreEqual(70 * 3 * 1000 / megahertz, speed.High, 1, speed.Board);
        }
    }

    [TestMethod]
    public void AMeasuredBoardHasOneTimeAndOthersARange()
    {
        IReadOnlyList<BoardSpeed> boards = BoardSpeed.Parse(Head + "mine,412.5,,,\"measured by me, 2026-11-24\"\r\nother,,250,875,not measured\nthird, 300.5\n");
        Assert.AreEqual((0.4125, 0.4125), boards[0].Milliseconds(1000));
        Assert.AreEqual("measured by me, 2026-11-24", boards[0].Source);
        Assert.AreEqual("412.5", ProfileText.Nanoseconds(boards[0]));
        Assert.AreEqual(new BoardSpeed("third", 300.5, 300.5, 300.5, "measured with the firmware's calibration"), boards[2]);
        Assert.AreEqual((0.25, 0.875), boards[1].Milliseconds(1000));
        Assert.AreEqual("0.25 to 0.88", ProfileText.Time(boards[1], 1000));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("a,1\n")]
    [DataRow(Head + "mine\n")]
    [DataRow(Head + "mine,\n")]
    [DataRow(Head + "mine,fast,,,me\n")]
    [DataRow(Head + "mine,,,,me\n")]
    [DataRow(Head + "mine,,900,200,me\n")]
    [DataRow(Head + "mine,0,,,me\n")]
    public void RefusesLinesOfAnotherForm(string text) => Assert.ThrowsExactly<FormatException>(() => BoardSpeed.Parse(text));
}
