#if NANOFRAMEWORK_1_0
using nanoFramework.TestFramework;
#else
using Microsoft.VisualStudio.TestTools.UnitTesting;
#endif
using System;
using EdgeConv.Actuation;
using EdgeConv.Frames;

namespace EdgeConv.Tests
{
    [TestClass]
    public class EdgeLoopTests
    {
        // Faults: how each shows, that the output goes safe by the deadline or at once, and comes back after three good frames.

        [TestMethod]
        public void GoodFramesDrive() { Play("ggggg", "ddddd", GuardReason.None); }

        [TestMethod]
        public void FailedFramesGoSafeByTheDeadline() { Play("gffffggg", "dddssssd", GuardReason.None); Play("gfff", "ddds", GuardReason.FrameFailed); }

        [TestMethod]
        public void OneFailedFrameIsBridged() { Play("gfgfgg", "dddddd", GuardReason.None); }

        [TestMethod]
        public void AThrowingSourceIsAFailedFrame() { Play("gxxx", "ddds", GuardReason.FrameFailed); }

        [TestMethod]
        public void FramesThatDoNotComeGoSafe() { Play("gnnn", "ddds", GuardReason.FrameLate); }

        [TestMethod]
        public void FrozenFramesGoSafe() { Play("geeee", "dddds", GuardReason.FrameFrozen); }

        [TestMethod]
        public void ImplausibleFramesGoSafe() { Play("giii", "ddds", GuardReason.FrameImplausible); }

        [TestMethod]
        public void AModelFaultGoesSafeAtOnce() { Play("gm", "ds", GuardReason.ModelFault); Play("gmggg", "dsssd", GuardReason.None); }

        [TestMethod]
        public void AnOutputFaultGoesSafe() { Play("go", "ds", GuardReason.OutputFault); Play("goggg", "dsssd", GuardReason.None); }

        [TestMethod]
        public void ASlowSourceGoesSafe() { Play("gSgg", "dssd", GuardReason.None); }

        [TestMethod]
        public void ASlowModelsResultIsStale() { Play("gM", "ds", GuardReason.FrameLate); Play("gMggg", "dsssd", GuardReason.None); }

        [TestMethod]
        public void ALateFrameWithinTheDeadlineDrives() { Play("gLLLg", "ddddd", GuardReason.None); }

        [TestMethod]
        public void AFaultBeforeTheFirstGoodFrameCountsToo() { Play("fggg", "sssd", GuardReason.None); Play("nnnn", "ssss", GuardReason.FrameLate); }

        [TestMethod]
        public void ABadFrameStartsRecoveryAnew() { Play("gmggfggg", "dssssssd", GuardReason.None); }

        [TestMethod]
        public void AThrowingWatcherIsCounted()
        {
            FakeLoop fake = Play("gwwg", "dddd", GuardReason.None);
            Assert.AreEqual(2, fake.Loop.ObserverFaults);
        }

        [TestMethod]
        public void StopWhileTheModelWorksEndsSafe()
        {
            FakeLoop fake = Play("ggqg", "dds", GuardReason.Stopped);
            Assert.AreEqual(3, fake.Loop.Frames);
            Assert.IsFalse(fake.Loop.Step());
        }

        [TestMethod]
        public void ARandomScriptNeverBreaksTheRules()
        {
            Dice dice = new Dice(7);
            string letters = "gggggggfxniemoSMLw";
            for (int round = 0; round < Dice.Cases; round++)
            {
                string script = "";
                for (int i = dice.Between(1, 25); i > 0; i--) script += letters[dice.Between(0, letters.Length - 1)];
                FakeLoop fake = new FakeLoop(script);
                fake.Loop.Run();
                EdgeLoop loop = fake.Loop;
                Assert.AreEqual(script.Length, fake.Trace.Length);
                Assert.AreEqual((long)script.Length - 1, loop.FrameNumber);
                Assert.AreEqual(0, fake.Output.TooEarly, script);
                Assert.AreEqual(script.Length, loop.Frames + loop.FailedFrames + loop.FrozenFrames + loop.ImplausibleFrames + loop.ModelFaults + Count(script, "n") + fake.StaleFrames, script);
                fake.Clock.Advance(20000);
                Assert.AreEqual(750, fake.Output.Duty, script);
            }
        }

        [TestMethod]
        public void CountsEachKindOnce()
        {
            FakeLoop fake = new FakeLoop("gfxnieeemggMLS");
            fake.Loop.Run();
            EdgeLoop loop = fake.Loop;
            Assert.AreEqual(2, loop.FailedFrames);
            Assert.AreEqual(4, loop.LateFrames);
            Assert.AreEqual(4, loop.ImplausibleFrames);
            Assert.AreEqual(1, loop.ModelFaults);
            Assert.AreEqual(13L, loop.FrameNumber);
            Assert.IsTrue(loop.LastStatus == FrameStatus.Ended);
        }

        [TestMethod]
        public void TheSafeDutyComesExactlyAtTheDeadline()
        {
            string[] scripts = { "gfff", "gnnn", "gxxx", "giii", "gS", "gM" };
            for (int i = 0; i < scripts.Length; i++)
            {
                FakeLoop fake = new FakeLoop(scripts[i]);
                fake.Loop.Run();
                // The safe duty at the start, the good frame's in the next PWM period, the safe duty again.
                Assert.AreEqual(3, fake.Output.Writes, scripts[i]);
                Assert.AreEqual(20000L, fake.Output.Time(1), scripts[i]);
                Assert.AreEqual(250000L, fake.Output.Time(2), scripts[i]);
                Assert.AreEqual(750, fake.Output.DutyOf(2), scripts[i]);
            }
        }

        [TestMethod]
        public void PeriodsDoNotDrift()
        {
            FakeLoop fake = new FakeLoop("ggggLggg");
            for (int i = 0; i < 4; i++)
            {
                fake.Loop.Step();
                Assert.AreEqual(i * 100000L, fake.Clock.Microseconds);
                fake.Clock.Advance(7000);
            }
            // The fifth frame takes 120 ms: late, and the next begins when it is done, from where periods count on.
            fake.Loop.Step();
            Assert.AreEqual(520000L, fake.Clock.Microseconds);
            Assert.AreEqual(1, fake.Loop.LateFrames);
            fake.Loop.Step();
            Assert.AreEqual(520000L, fake.Clock.Microseconds);
            fake.Loop.Step();
            Assert.AreEqual(620000L, fake.Clock.Microseconds);
        }

        [TestMethod]
        public void ShowsWhatItHolds()
        {
            FakeLoop fake = new FakeLoop("gg");
            Assert.AreEqual(-1L, fake.Loop.FrameNumber);
            Assert.AreEqual(750, fake.Loop.Duty);
            Assert.IsTrue(fake.Loop.Step());
            Assert.AreEqual(101, (int)fake.Loop.Frame[0]);
            Assert.AreEqual(-27, (int)fake.Loop.Input[0]);
            Assert.AreEqual(-27, (int)fake.Loop.Output[0]);
            Assert.AreEqual(101 * 256, fake.Loop.Activation256);
            Assert.AreEqual(1792, fake.Loop.Duty);
            Assert.IsTrue(fake.Loop.LastStatus == FrameStatus.Ready);
            Assert.IsTrue(fake.Loop.Observer == fake);
            Assert.IsNotNull(fake.Loop.Check);
        }

        [TestMethod]
        public void RunsAgainAfterStop()
        {
            FakeLoop fake = new FakeLoop("ggqgg");
            fake.Loop.Run();
            fake.Loop.Run();
            // The first frame comes within the PWM period of the stop: the safe duty is not written again yet.
            Assert.AreEqual("ddssd", fake.Trace);
        }

        [TestMethod]
        public void SlewGoesOnFromTheSafeDuty()
        {
            FakeLoop fake = new FakeLoop("gggmgggg");
            fake.Loop.SlewLimit = new SlewLimit(1000);
            int[] expected = { 850, 950, 1050, 1050, 850, 850, 850, 950 };
            for (int i = 0; i < expected.Length; i++)
            {
                fake.Loop.Step();
                Assert.AreEqual(expected[i], fake.Loop.Duty, "frame " + i.ToString());
            }
            Assert.IsNotNull(fake.Loop.SlewLimit);
        }

        [TestMethod]
        public void HysteresisHoldsSmallChangesButNotAfterASafeState()
        {
            FakeLoop fake = new FakeLoop("ggggmgggg");
            fake.Loop.Hysteresis = new Hysteresis(20);
            // A frame is worth 8 (rounded: 7.84) more than the one before.
            int[] expected = { 1792, 1792, 1792, 1816, 1816, 1831, 1839, 1847, 1847 };
            for (int i = 0; i < expected.Length; i++)
            {
                fake.Loop.Step();
                Assert.AreEqual(expected[i], fake.Loop.Duty, "frame " + i.ToString());
            }
            Assert.IsNotNull(fake.Loop.Hysteresis);
        }

        [TestMethod]
        public void RefusesPartsThatDoNotFit()
        {
            FakeLoop fake = new FakeLoop("g");
            Preprocessor fits = new Preprocessor(fake.Format, fake.Input);
            Preprocessor other = new Preprocessor(new FrameFormat(4, 4, 1, 0, 255), fake.Input);
            Readout readout = Readout.MeanOf(0);
            DutyMap map = DutyMap.Led(0, 255);
            Expect.Throws(typeof(ArgumentException), () => new EdgeLoop(fake, other, fake, readout, map, fake.Guard, fake.Clock, 100000));
            Expect.Throws(typeof(ArgumentException), () => new EdgeLoop(fake, fits, fake, Readout.MeanOf(1), map, fake.Guard, fake.Clock, 100000));
            Expect.Throws(typeof(ArgumentException), () => new EdgeLoop(fake, fits, fake, readout, map, fake.Guard, fake.Clock, 250000));
            Expect.Throws(typeof(ArgumentException), () => new EdgeLoop(fake, fits, fake, readout, map, fake.Guard, fake.Clock, 0));
            Expect.Throws(typeof(ArgumentException), () => new EdgeLoop(null, fits, fake, readout, map, fake.Guard, fake.Clock, 100000));
            Expect.Throws(typeof(ArgumentException), () => new EdgeLoop(fake, fits, null, readout, map, fake.Guard, fake.Clock, 100000));
            EdgeLoop loop = new EdgeLoop(fake, fits, fake, readout, map, fake.Guard, fake.Clock, 100000);
            Expect.Throws(typeof(ArgumentException), () => loop.Check = new FrameCheck(new FrameFormat(4, 4, 2, 0, 255)));
            Assert.IsNull(loop.Check);
        }

        private static FakeLoop Play(string script, string trace, GuardReason reason)
        {
            FakeLoop fake = new FakeLoop(script);
            fake.Loop.Run();
            Assert.AreEqual(trace, fake.Trace, script);
            Assert.IsTrue(fake.Reason == reason, script + ": " + ((int)fake.Reason).ToString());
            Assert.IsTrue(fake.Guard.IsSafe && fake.Guard.Reason == GuardReason.Stopped);
            Assert.AreEqual(0, fake.Output.TooEarly, script);
            Assert.AreEqual(1, fake.Output.Starts);
            fake.Clock.Advance(20000);
            Assert.AreEqual(750, fake.Output.Duty, script);
            return fake;
        }

        private static int Count(string script, string letters)
        {
            int count = 0;
            for (int i = 0; i < script.Length; i++)
                if (letters.IndexOf(script[i]) >= 0) count++;
            return count;
        }
    }
}
