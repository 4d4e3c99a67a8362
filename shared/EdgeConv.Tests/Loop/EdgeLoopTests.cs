using System;
using EdgeConv.Actuation;
using EdgeConv.Frames;
using nanoFramework.TestFramework;

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
        public void OtherPartsTakeEffectFromTheNextStepOn()
        {
            FakeLoop fake = new FakeLoop("gggggg");
            for (int i = 0; i < 3; i++) fake.Loop.Step();
            int before = fake.Loop.Duty;
            LoopDescription parts = fake.Parts;
            parts.Map = new LinearMap(0, 255, 5000, 6000);
            parts.PeriodMicroseconds = 50000;
            fake.Loop.Step();
            Assert.IsTrue(fake.Loop.Duty < 3001 && before < 3001, "the loop has a copy");
            fake.Loop.Change(parts);
            long due = fake.Loop.DueMicroseconds;
            fake.Loop.Step();
            Assert.IsTrue(fake.Loop.Duty >= 5000, fake.Loop.Duty.ToString());
            Assert.AreEqual(due + 50000, fake.Loop.DueMicroseconds);
            // Other frames, model or guard need another loop; and parts that do not fit are refused.
            parts.Model = new FakeLoop("g");
            Expect.Throws(typeof(ArgumentException), () => fake.Loop.Change(parts));
            parts.Model = fake;
            parts.Readout = Readout.ScoreOf(4);
            Expect.Throws(typeof(ArgumentException), () => fake.Loop.Change(parts));
            fake.Loop.Step();
            Assert.AreEqual(6, fake.Loop.Frames);
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
            fake.Parts.SlewLimit = new SlewLimit(1000);
            Drives(fake, 850, 950, 1050, 1050, 850, 850, 850, 950);
        }

        [TestMethod]
        public void HysteresisHoldsSmallChangesButNotAfterASafeState()
        {
            FakeLoop fake = new FakeLoop("ggggmgggg");
            fake.Parts.Hysteresis = new Hysteresis(20);
            // A frame is worth 8 (rounded: 7.84) more than the one before.
            Drives(fake, 1792, 1792, 1792, 1816, 1816, 1831, 1839, 1847, 1847);
        }

        [TestMethod]
        public void RefusesPartsThatDoNotFit()
        {
            Refuses("Frames", parts => parts.Frames = null);
            Refuses("Model", parts => parts.Model = null);
            Refuses("Readout", parts => parts.Readout = null);
            Refuses("Map", parts => parts.Map = null);
            Refuses("Guard", parts => parts.Guard = null);
            Refuses("PeriodMicroseconds", parts => parts.PeriodMicroseconds = 0);
            Refuses("PeriodMicroseconds", parts => parts.PeriodMicroseconds = 250000);
            Refuses("readout", parts => parts.Readout = Readout.MeanOf(1));
            Refuses("FrameCheck", parts => parts.FrameCheck = new FrameCheck(new FrameFormat(4, 4, 2, 0, 255)));
            RefusesPreprocessor(new FrameFormat(4, 4, 1, 0, 255), new int[] { 1, 2, 2, 1 });
            // As many values in another shape are other values.
            RefusesPreprocessor(new FrameFormat(1, 4, 1, 0, 255), new int[] { 1, 2, 2, 1 });
            RefusesPreprocessor(new FrameFormat(2, 2, 1, 0, 255), new int[] { 1, 4 });
        }

        private static void Drives(FakeLoop fake, params int[] duties)
        {
            for (int i = 0; i < duties.Length; i++)
            {
                fake.Loop.Step();
                Assert.AreEqual(duties[i], fake.Loop.Duty, "frame " + i.ToString());
            }
        }

        private delegate void Change(LoopDescription parts);

        private static void RefusesPreprocessor(FrameFormat format, int[] input) =>
            Refuses("Preprocessor", parts => parts.Preprocessor = new Preprocessor(format, new TensorInfo(input, 1, 0)));

        private static void Refuses(string part, Change change)
        {
            FakeLoop fake = new FakeLoop("g");
            change(fake.Parts);
            try
            {
                fake.Loop.Step();
            }
            catch (ArgumentException e)
            {
                Assert.IsTrue(e.Message.IndexOf(part) >= 0, e.Message);
                return;
            }
            Expect.Fail(part + " is not refused");
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
