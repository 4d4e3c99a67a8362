using System;
using EdgeConv.Actuation;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    [TestClass]
    public class SmoothingTests
    {
        [TestMethod]
        public void HysteresisHoldsWhatIsBelowTheBand()
        {
            Hysteresis hysteresis = new Hysteresis(100);
            int[] duties = { 5000, 5099, 4901, 5100, 5001, 5000, 9950, 10000, 9901, 50, 0, 99, 100 };
            int[] expected = { 5000, 5000, 5000, 5100, 5100, 5000, 9950, 10000, 10000, 50, 0, 0, 100 };
            for (int i = 0; i < duties.Length; i++) Assert.AreEqual(expected[i], hysteresis.Next(duties[i]), i.ToString());
            hysteresis.Reset();
            Assert.AreEqual(150, hysteresis.Next(150));
            Expect.Throws(typeof(ArgumentOutOfRangeException), () => new Hysteresis(0));
            Expect.Throws(typeof(ArgumentOutOfRangeException), () => new Hysteresis(10001));
        }

        [TestMethod]
        public void SlewTakesItsTime()
        {
            SlewLimit slew = new SlewLimit(1000);
            Assert.AreEqual(2000, slew.Next(2000, 0));
            Assert.AreEqual(2100, slew.Next(9000, 100000));
            Assert.AreEqual(2000, slew.Next(0, 200000));
            Assert.AreEqual(2000, slew.Next(2000, 300000));
            Assert.AreEqual(2050, slew.Next(2050, 350000));
            Assert.AreEqual(10000, slew.Next(10000, 3600000000000));
            slew.Reset(500, 3600000000000);
            Assert.AreEqual(600, slew.Next(10000, 3600000100000));
            Expect.Throws(typeof(ArgumentOutOfRangeException), () => new SlewLimit(0));
        }

        [TestMethod]
        public void SlewKeepsTimeTooShortForAStep()
        {
            // 7 a second in periods of 10 ms: no single one is worth a step, a hundred are.
            SlewLimit slew = new SlewLimit(7);
            slew.Next(1000, 0);
            int duty = 0;
            for (int i = 1; i <= 1000; i++) duty = slew.Next(0, i * 10000L);
            Assert.AreEqual(930, duty);
        }

        [TestMethod]
        public void RandomSlewsNeverExceedTheLimit()
        {
            Dice dice = new Dice(9);
            for (int round = 0; round < Dice.Cases; round++)
            {
                int limit = dice.OneOf(1, 10, 1000, 100000, 10000000);
                SlewLimit slew = new SlewLimit(limit);
                long now = dice.Between(0, 1000000), begin = now;
                int first = slew.Next(dice.Between(0, 10000), now), target = dice.Between(0, 10000), duty = first;
                for (int step = 0; step < 10; step++)
                {
                    now += dice.Between(0, 2000000);
                    duty = slew.Next(target, now);
                    long moved = duty > first ? duty - first : first - duty, whole = target > first ? target - first : first - target;
                    long may = limit * (now - begin) / 1000000;
                    // All that the time allows, or the target.
                    Assert.IsTrue(moved <= may && moved >= (may - 1 < whole ? may - 1 : whole), "round " + round.ToString());
                }
            }
        }
    }
}
