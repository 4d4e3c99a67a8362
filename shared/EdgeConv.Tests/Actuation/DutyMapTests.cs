using System;
using EdgeConv.Actuation;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    [TestClass]
    public class DutyMapTests
    {
        [TestMethod]
        public void LinearRoundsAndClamps()
        {
            DutyMap map = new LinearMap(10, 13, 1000, 2000);
            Assert.AreEqual(1000, map.Map(10 * 256));
            Assert.AreEqual(1333, map.Map(11 * 256));
            Assert.AreEqual(1667, map.Map(12 * 256));
            Assert.AreEqual(2000, map.Map(13 * 256));
            Assert.AreEqual(1000, map.Map(int.MinValue));
            Assert.AreEqual(2000, map.Map(int.MaxValue));
            Assert.AreEqual(1001, map.Map(10 * 256 + 1));
        }

        [TestMethod]
        public void LowAboveHighRunsTheOtherWay()
        {
            DutyMap map = new LinearMap(100, 0, 0, 10000);
            Assert.AreEqual(10000, map.Map(-1));
            Assert.AreEqual(7500, map.Map(25 * 256));
            Assert.AreEqual(0, map.Map(101 * 256));
            DutyMap falling = new LinearMap(0, 100, 10000, 0);
            for (int value = -10; value < 110; value++) Assert.AreEqual(map.Map(value * 256), falling.Map(value * 256));
            DutyMap motor = new MotorMap(100, 0, 2000);
            Assert.AreEqual(0, motor.Map(100 * 256));
            Assert.AreEqual(2000, motor.Map(100 * 256 - 1));
            Assert.AreEqual(10000, motor.Map(0));
        }

        [TestMethod]
        public void LedFollowsTheGamma()
        {
            DutyMap map = new LedMap(0, 255);
            Assert.AreEqual(0, map.Map(0));
            Assert.AreEqual(10000, map.Map(255 * 256));
            // Half is 0.5 to the power 2.2, a quarter 0.25.
            Assert.AreEqual(2176, map.Map(255 * 128));
            Assert.AreEqual(474, map.Map(255 * 64));
            int last = 0;
            for (int value = 0; value <= 255 * 256; value += 16)
            {
                int duty = map.Map(value);
                Assert.IsTrue(duty >= last && duty - last <= 6, value.ToString());
                last = duty;
            }
        }

        [TestMethod]
        public void ServoGivesPulseWidths()
        {
            DutyMap map = new ServoMap(0, 180, 1000, 2000, 50);
            Assert.AreEqual(500, map.Map(-1));
            Assert.AreEqual(750, map.Map(90 * 256));
            Assert.AreEqual(1000, map.Map(180 * 256));
            // 544 us at 333 Hz are 1811.52 of 10000.
            Assert.AreEqual(1812, new ServoMap(0, 1, 544, 2400, 333).Map(0));
            Assert.AreEqual(10000, new ServoMap(0, 1, 544, 20000, 50).Map(256));
        }

        [TestMethod]
        public void MotorJumpsToItsLeastDrive()
        {
            DutyMap map = new MotorMap(0, 100, 3000);
            Assert.AreEqual(0, map.Map(-256));
            Assert.AreEqual(0, map.Map(0));
            Assert.AreEqual(3000, map.Map(1));
            Assert.AreEqual(6500, map.Map(50 * 256));
            Assert.AreEqual(10000, map.Map(100 * 256));
        }

        [TestMethod]
        public void RandomRangesStayWithinTheirDuties()
        {
            Dice dice = new Dice(3);
            for (int round = 0; round < Dice.Cases; round++)
            {
                int low = dice.Between(-1000, 1000), high = low + dice.OneOf(-1, 1) * dice.Between(1, 1000);
                int from = dice.Between(0, 10000), to = dice.Between(0, 10000), value = dice.Between(-2000 * 256, 2000 * 256);
                int duty = new LinearMap(low, high, from, to).Map(value);
                string what = "round " + round.ToString();
                Assert.IsTrue(duty >= (from < to ? from : to) && duty <= (from < to ? to : from), what);
                // The exact line goes within half a duty of it.
                long span = (high - low) * 256L, along = value - low * 256L;
                if (along * span < 0) along = 0;
                if (span > 0 ? along > span : along < span) along = span;
                long twice = 2 * (from * span + (to - from) * along - duty * span);
                Assert.IsTrue((twice < 0 ? -twice : twice) <= (span < 0 ? -span : span), what);
                duty = new LedMap(low, high).Map(value);
                Assert.IsTrue(duty >= 0 && duty <= 10000, what);
            }
        }

        [TestMethod]
        public void RefusesWhatMakesNoSense()
        {
            Expect.Throws(typeof(ArgumentException), () => new LinearMap(5, 5, 0, 10000));
            Expect.Throws(typeof(ArgumentException), () => new LinearMap(0, 5, -1, 10000));
            Expect.Throws(typeof(ArgumentException), () => new LinearMap(0, 5, 0, 10001));
            Expect.Throws(typeof(ArgumentException), () => new ServoMap(0, 5, 1000, 20001, 50));
            Expect.Throws(typeof(ArgumentException), () => new ServoMap(0, 5, 2000, 1000, 50));
            Expect.Throws(typeof(ArgumentException), () => new ServoMap(0, 5, 1000, 2000, 0));
            Expect.Throws(typeof(ArgumentException), () => new MotorMap(0, 5, 10001));
        }
    }
}
