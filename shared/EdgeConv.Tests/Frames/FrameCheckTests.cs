using System;
using EdgeConv.Frames;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    [TestClass]
    public class FrameCheckTests
    {
        private static FrameCheck Make() => new FrameCheck(new FrameFormat(1, 3, 1, -5, 100));

        private static FrameFault Look(FrameCheck check, int a, int b, int c) => check.Check(new[] { (short)a, (short)b, (short)c });

        [TestMethod]
        public void FrozenAfterIdenticalFrames()
        {
            FrameCheck check = Make();
            Assert.AreEqual(10, check.FrozenAfter);
            check.FrozenAfter = 3;
            Assert.IsTrue(Look(check, 1, 2, 3) == FrameFault.None);
            Assert.IsTrue(Look(check, 1, 2, 3) == FrameFault.None);
            Assert.IsTrue(Look(check, 1, 2, 3) == FrameFault.Frozen);
            Assert.IsTrue(Look(check, 1, 2, 3) == FrameFault.Frozen);
            Assert.IsTrue(Look(check, 3, 2, 1) == FrameFault.None);
            check.FrozenAfter = 0;
            for (int i = 0; i < 20; i++) Assert.IsTrue(Look(check, 3, 2, 1) == FrameFault.None);
        }

        [TestMethod]
        public void FrozenAfterACycleHasRepeated()
        {
            for (int cycle = 1; cycle <= FrameCheck.CycleLimit; cycle++)
                for (int max = 1; max <= FrameCheck.CycleLimit; max++)
                {
                    FrameCheck check = Make();
                    Assert.AreEqual(1, check.MaxCycle);
                    check.MaxCycle = max;
                    // Noise, then a cycle: frozen once each of its frames has come twice, and ten of them have come.
                    for (int i = 0; i < 20; i++) Assert.IsTrue(Look(check, 50, i, 1) == FrameFault.None);
                    int first = 2 * cycle > 10 ? 2 * cycle : 10;
                    for (int i = 1; i < 40; i++)
                    {
                        FrameFault expected = cycle <= max && i >= first ? FrameFault.Frozen : FrameFault.None;
                        string what = "cycle of " + cycle.ToString() + ", maximum " + max.ToString() + ", frame " + i.ToString();
                        Assert.IsTrue(Look(check, i % cycle, 2, 3) == expected, what);
                    }
                    // One other frame, and it begins anew.
                    Assert.IsTrue(Look(check, 90, 2, 3) == FrameFault.None);
                    Assert.IsTrue(Look(check, 0, 2, 3) == FrameFault.None);
                }
        }

        [TestMethod]
        public void RefusesSettingsThatMeanNothing()
        {
            Expect.Throws(typeof(ArgumentOutOfRangeException), () => Make().FrozenAfter = 1);
            Expect.Throws(typeof(ArgumentOutOfRangeException), () => Make().FrozenAfter = -1);
            Expect.Throws(typeof(ArgumentOutOfRangeException), () => Make().MaxCycle = 0);
            Expect.Throws(typeof(ArgumentOutOfRangeException), () => Make().MaxCycle = FrameCheck.CycleLimit + 1);
        }

        [TestMethod]
        public void ValuesTheSensorCannotGive()
        {
            FrameCheck check = Make();
            Assert.IsTrue(Look(check, -5, 100, 0) == FrameFault.None);
            Assert.IsTrue(Look(check, -6, 100, 0) == FrameFault.Implausible);
            Assert.IsTrue(Look(check, -5, 101, 0) == FrameFault.Implausible);
        }

        [TestMethod]
        public void PicturesOfNothing()
        {
            FrameCheck check = Make();
            Assert.IsTrue(check.RejectSaturated);
            Assert.AreEqual(0, check.MinimumSpread);
            Assert.IsTrue(Look(check, 100, 100, 100) == FrameFault.Implausible);
            Assert.IsTrue(Look(check, -5, -5, -5) == FrameFault.Implausible);
            Assert.IsTrue(Look(check, 7, 7, 7) == FrameFault.None);
            check.RejectSaturated = false;
            Assert.IsTrue(Look(check, 100, 100, 100) == FrameFault.None);
            check.MinimumSpread = 4;
            Assert.IsTrue(Look(check, 7, 8, 10) == FrameFault.Implausible);
            Assert.IsTrue(Look(check, 7, 8, 11) == FrameFault.None);
            Expect.Throws(typeof(ArgumentNullException), () => new FrameCheck(null));
        }

        [TestMethod]
        public void OneStepOfNoiseIsNotFrozen()
        {
            Dice dice = new Dice(21);
            FrameCheck check = new FrameCheck(new FrameFormat(4, 4, 1, -2000, 2000));
            check.FrozenAfter = 2;
            short[] frame = new short[16];
            for (int i = 0; i < 16; i++) frame[i] = (short)dice.Between(-900, 900);
            check.Check(frame);
            for (int round = 0; round < 2000; round++)
            {
                // One value a step up, or two neighbours a step in opposite directions.
                int at = dice.Between(0, 14);
                frame[at]++;
                if (dice.Between(0, 1) == 0) frame[at + 1]--;
                Assert.IsTrue(check.Check(frame) == FrameFault.None, round.ToString());
            }
            Assert.IsTrue(check.Check(frame) == FrameFault.Frozen);
        }
    }
}
