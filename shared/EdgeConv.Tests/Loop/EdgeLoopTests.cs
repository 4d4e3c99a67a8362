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
        [TestMethod]
        public void AThrowingWatcherIsCounted()
        {
            FakeLoop fake = FaultTableTests.Play("gwwg", "dddd", GuardReason.None);
            Assert.AreEqual(2, fake.Loop.ObserverFaults);
        }

        [TestMethod]
        public void StopWhileTheModelWorksEndsSafe()
        {
            FakeLoop fake = FaultTableTests.Play("ggqg", "dds", GuardReason.Stopped);
            Assert.AreEqual(3, fake.Loop.Frames);
            Assert.IsFalse(fake.Loop.Step());
        }

        [TestMethod]
        public void ARandomScriptNeverBreaksTheRules()
        {
            Dice dice = new Dice(7);
            string letters = "gggggggfxniemoSMLwlktAB";
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
                int faults = loop.FailedFrames + loop.FrozenFrames + loop.ImplausibleFrames + loop.ModelFaults + fake.StaleFrames;
                Assert.AreEqual(script.Length, loop.Frames + faults + Count(script, "nl"), script);
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
        public void StopBeforeRunIsRemembered()
        {
            FakeLoop fake = new FakeLoop("ggg");
            fake.Loop.Stop();
            Assert.IsFalse(fake.Loop.Step());
            Assert.AreEqual(0, fake.Output.Writes);
            fake.Loop.Run();
            Assert.AreEqual("", fake.Trace);
            Assert.AreEqual(750, fake.Output.Duty);
            Assert.IsTrue(fake.Guard.Reason == GuardReason.Stopped);
            // For that run; and Start begins in any case.
            fake.Loop.Run();
            Assert.AreEqual("sdd", fake.Trace);
            fake = new FakeLoop("ggg");
            fake.Loop.Stop();
            fake.Loop.Start();
            Assert.IsTrue(fake.Loop.Step());
            Assert.AreEqual("d", fake.Trace);
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
            // As many values in another shape are other values.
            Preprocessor line = new Preprocessor(new FrameFormat(1, fake.Format.Length, 1, 0, 255), fake.Input);
            Expect.Throws(typeof(ArgumentException), () => new EdgeLoop(fake, line, fake, readout, map, fake.Guard, fake.Clock, 100000));
            Preprocessor flat = new Preprocessor(fake.Format, new TensorInfo(new int[] { 1, fake.Input.Length }, 1, 0));
            Expect.Throws(typeof(ArgumentException), () => new EdgeLoop(fake, flat, fake, readout, map, fake.Guard, fake.Clock, 100000));
            Expect.Throws(typeof(ArgumentException), () =>
                new EdgeLoop(fake, fits, fake, Readout.MeanOf(1), map, fake.Guard, fake.Clock, 100000));
            Expect.Throws(typeof(ArgumentException), () => new EdgeLoop(fake, fits, fake, readout, map, fake.Guard, fake.Clock, 250000));
            Expect.Throws(typeof(ArgumentException), () => new EdgeLoop(fake, fits, fake, readout, map, fake.Guard, fake.Clock, 0));
            Expect.Throws(typeof(ArgumentException), () => new EdgeLoop(null, fits, fake, readout, map, fake.Guard, fake.Clock, 100000));
            Expect.Throws(typeof(ArgumentException), () => new EdgeLoop(fake, fits, null, readout, map, fake.Guard, fake.Clock, 100000));
            EdgeLoop loop = new EdgeLoop(fake, fits, fake, readout, map, fake.Guard, fake.Clock, 100000);
            Expect.Throws(typeof(ArgumentException), () => loop.Check = new FrameCheck(new FrameFormat(4, 4, 2, 0, 255)));
            Assert.IsNull(loop.Check);
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
