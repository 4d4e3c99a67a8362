using EdgeConv.Firmware;

namespace EdgeConv.Tests.Firmware;

[TestClass]
public class BoardClockTests
{
    [TestMethod]
    public void TimeIsThatOfTheChipsTimer()
    {
        HighResTimer.Current = 1234567;
        IClock clock = BoardClock.Create();
        Assert.AreEqual(1234567L, clock.Microseconds);
        // 64 bits: no wrap after 71 minutes or 497 days.
        HighResTimer.Current = 1UL << 50;
        Assert.AreEqual(1L << 50, clock.Microseconds);
    }

    [TestMethod]
    public void WithoutTheTimerTimeIsTheTickCount()
    {
        HighResTimer.Current = null;
        long before = System.Environment.TickCount64, now = BoardClock.Create().Microseconds / 1000;
        Assert.IsTrue(now >= before && now < before + 60000, now.ToString());
    }
}
