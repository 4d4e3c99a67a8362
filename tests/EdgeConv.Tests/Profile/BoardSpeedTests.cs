namespace EdgeConv.Tests.Profile;

/// <summary>
/// The time of an IL instruction: none is made up, a range follows from the clock, and a measurement in a board's file gives one time.
/// </summary>
[TestClass]
public sealed class BoardSpeedTests
{
    [TestMethod]
    public void RangesAreWhatTheirSourceComputes()
    {
        foreach (BoardSpeed speed in BoardSpeed.All.Where(speed => speed.Nanoseconds is null))
        {
            (BoardFile board, BoardTarget target) = BoardFiles.Targets.Single(known => known.Target.Name == speed.Board);
            // 55 and 64 instructions at 1 and 3 cycles, as hardware/README.md says.
            Assert.AreEqual(55_000 / board.Megahertz.Max, speed.Low, 1e-9, speed.Board);
            Assert.AreEqual(192_000 / board.Megahertz.Min, speed.High, 1e-9, speed.Board);
            Assert.AreEqual(123_500 / target.StockMegahertzOf(board), speed.Middle, 1e-9, speed.Board);
            Assert.AreEqual((speed.Low, speed.Middle), (speed.At(BoardPace.Optimistic), speed.At(BoardPace.Middle)));
            Assert.AreEqual(speed.High, speed.At(BoardPace.Pessimistic));
            Assert.Contains("not measured", speed.Source);
            Assert.Contains($"{board.Megahertz.Max} MHz", speed.Source);
        }
        BoardSpeed first = BoardSpeed.All[0];
        Assert.AreEqual((229.2, 771.9, 1200), (Math.Round(first.Low, 1), Math.Round(first.Middle, 1), first.High));
        Assert.AreEqual("not measured: the middle of 229 to 1,200", first.Origin(BoardPace.Middle));
    }

    [TestMethod]
    public void TheMiddleIsAtTheClockThatTheStockFirmwareSets()
    {
        // ESP32_REV3 leaves the clock at ESP-IDF's 160 MHz, ESP32_PSRAM_REV3 sets 240.
        double Middle(string target) => BoardSpeed.All.Single(speed => speed.Board == target).Middle;
        Assert.AreEqual(1.5, Middle("esp32") / Middle("esp32-psram"), 1e-9);
        (BoardFile board, BoardTarget known) = BoardFiles.Targets[0];
        // A file that does not say it, such as one of a user written before: the slowest.
        Assert.AreEqual(160, (known with { StockMegahertz = null }).StockMegahertzOf(board));
    }

    [TestMethod]
    public void AMeasuredBoardHasOneTimeAndOthersARange()
    {
        (BoardFile board, BoardTarget target) = BoardFiles.Targets[0];
        BoardSpeed measured = BoardSpeed.Of(board, target with { IlNanoseconds = new IlSpeed(412.5, "measured by me, 2026-11-24") });
        Assert.AreEqual((0.4125, 0.4125), measured.Milliseconds(1000));
        Assert.AreEqual(("measured by me, 2026-11-24", "412.5"),
            (measured.Source, ProfileText.Nanoseconds(measured.Nanoseconds, measured.Low, measured.High)));
        Assert.AreEqual((412.5, "measured"), (measured.At(BoardPace.Pessimistic), measured.Origin(BoardPace.Middle)));
        Assert.AreEqual("0.23 to 1.20", ProfileText.Time(BoardTime.Of(BoardSpeed.Of(board, target), 1000)));
    }
}
