using System;
using EdgeConv.Actuation;
using EdgeConv.Frames;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    /// <summary>
    /// What can go wrong, a row each: the script of <see cref="FakeLoop"/>, for each frame whether the output is driven (d) or safe (s)
    /// after it, and why it is safe after the last. The output goes safe by the deadline or at once, and comes back after three good
    /// frames.
    /// </summary>
    [TestClass]
    public class FaultTableTests
    {
        [TestMethod]
        public void GoodFramesDrive() { Play("ggggg", "ddddd", GuardReason.None); }

        [TestMethod]
        public void FailedFramesGoSafeByTheDeadline()
        {
            Play("gffffggg", "dddssssd", GuardReason.None);
            Play("gfff", "ddds", GuardReason.FrameFailed);
        }

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
        public void AFaultBeforeTheFirstGoodFrameCountsToo()
        {
            Play("fggg", "sssd", GuardReason.None);
            Play("nnnn", "ssss", GuardReason.FrameLate);
        }

        [TestMethod]
        public void ABadFrameStartsRecoveryAnew() { Play("gmggfggg", "dssssssd", GuardReason.None); }

        [TestMethod]
        public void ASensorThatIsMissingFromTheStartMovesNothing()
        {
            Play("ffffff", "ssssss", GuardReason.FrameFailed);
            Play("xxxxxx", "ssssss", GuardReason.FrameFailed);
        }

        [TestMethod]
        public void AWindowThatIsFillingIsNoFault()
        {
            FakeLoop fake = Play("llllgg", "ssssdd", GuardReason.None);
            Assert.AreEqual(0, fake.Loop.LateFrames + fake.Loop.FailedFrames);
            // After a gap: safe by the deadline all the same.
            Play("gglllggg", "ddddsssd", GuardReason.None);
            Play("ggflll", "ddddss", GuardReason.FrameFailed);
        }

        [TestMethod]
        public void FramesThatRepeatInACycleGoSafe()
        {
            // Taken, unless it is asked for.
            Play("gABABABAB", "ddddddddd", GuardReason.None);
            FakeLoop fake = new FakeLoop("gABABABAB");
            fake.Parts.FrameCheck.MaxCycle = 2;
            Play(fake, "ddddddsss", GuardReason.FrameFrozen);
            Assert.AreEqual(5, fake.Loop.FrozenFrames);
        }

        [TestMethod]
        public void AModelThatIsStuckGoesSafe()
        {
            Play("gkkkkkkk", "dddddddd", GuardReason.None);
            FakeLoop fake = new FakeLoop("gkkkkkkkggg");
            fake.Parts.ModelCheck = new ModelCheck { StuckAfter = 4 };
            Play(fake, "ddddddssssd", GuardReason.None);
            Assert.AreEqual(4, fake.Loop.ModelFaults);
            fake = new FakeLoop("gkkkkkkk");
            fake.Parts.ModelCheck = new ModelCheck { StuckAfter = 4 };
            Play(fake, "ddddddss", GuardReason.ModelStuck);
        }

        [TestMethod]
        public void ASaturatedOutputGoesSafe()
        {
            Play("gttttt", "dddddd", GuardReason.None);
            FakeLoop fake = new FakeLoop("gttttt");
            fake.Parts.ModelCheck = new ModelCheck { SaturatedAfter = 1 };
            Play(fake, "dddsss", GuardReason.ModelSaturated);
            Assert.AreEqual(5, fake.Loop.ModelFaults);
        }

        [TestMethod]
        public void AnOutputThatRefusesTheSafeDutyIsSwitchedOff()
        {
            // The output follows every duty but the safe one. Eight refusals at 50 Hz are over in two frames.
            FakeLoop fake = new FakeLoop("gggrgggggg");
            fake.Loop.Run();
            Assert.AreEqual("dddsssssss", fake.Trace);
            Assert.IsTrue(fake.Guard.Reason == GuardReason.OutputOff);
            Assert.AreEqual(0, fake.Output.Duty);
            // And one that refuses that too gives up its pin.
            fake = new FakeLoop("gggrgggggg");
            fake.Output.AlsoRefused = 0;
            fake.Loop.Run();
            Assert.AreEqual("dddsssssss", fake.Trace);
            Assert.IsTrue(fake.Guard.Reason == GuardReason.OutputReleased);
            Assert.AreEqual(1, fake.Output.Releases);
        }

        [TestMethod]
        public void StopFailAndAlarmFromInsideTheOutputsCallGoSafe()
        {
            // From inside the write of the second frame's duty; in the last row it takes longer than the deadline.
            for (int way = 0; way < 3; way++)
            {
                FakeLoop fake = new FakeLoop("gggg");
                fake.Loop.Step();
                fake.Clock.Advance(50000);
                if (way == 0) fake.Output.Inside = () => fake.Guard.Stop();
                if (way == 1) fake.Output.Inside = () => fake.Guard.Fail(GuardReason.ModelFault);
                if (way == 2) fake.Output.Inside = () => fake.Clock.Advance(260000);
                fake.Loop.Step();
                Assert.AreEqual("ds", fake.Trace, way.ToString());
                fake.Clock.Advance(20000);
                Assert.AreEqual(750, fake.Output.Duty, way.ToString());
                Assert.AreEqual(0, fake.Output.TooEarly, way.ToString());
            }
        }

        [TestMethod]
        public void StopBeforeRunMovesNothing()
        {
            FakeLoop fake = new FakeLoop("ggg");
            fake.Loop.Stop();
            Play(fake, "", GuardReason.None);
        }

        [TestMethod]
        public void AWatcherThatStopsTheGuardDuringALateProposalIsObeyed()
        {
            // Without the alarm, which would be the first to see that the deadline is over.
            FakeLoop fake = new FakeLoop("gggg") { AlarmWorks = false };
            fake.Guard.RecoveryFrames = 1;
            fake.Guard.Observer = new Stopper(fake.Guard);
            fake.Loop.Step();
            fake.Clock.Advance(300000);
            fake.Loop.Step();
            fake.Loop.Step();
            Assert.AreEqual("dss", fake.Trace);
            Assert.AreEqual(750, fake.Output.Duty);
            Assert.IsTrue(fake.Guard.Reason == GuardReason.Stopped);
        }

        [TestMethod]
        public void FailedFramesGoSafeWithoutTheAlarm()
        {
            string[] scripts = { "gfff", "gxxx", "gnnn", "giii", "geeeee", "glll" };
            for (int i = 0; i < scripts.Length; i++)
            {
                FakeLoop fake = new FakeLoop(scripts[i]) { AlarmWorks = false };
                while (fake.Loop.Step())
                {
                }
                Assert.AreEqual(scripts[i][1] == 'e' ? "ddddss" : "ddds", fake.Trace, scripts[i]);
                Assert.AreEqual(750, fake.Output.Duty, scripts[i]);
            }
        }

        [TestMethod]
        public void ATickCounterThatWrapsHoldsNothingBack()
        {
            // The counter of 32 bits is full 100 ms after the start: the deadline ends when it would have.
            FakeLoop fake = new FakeLoop("gfff", 100000);
            Play(fake, "ddds", GuardReason.FrameFailed);
            Assert.AreEqual(250000L, fake.Output.Time(2));
        }

        [TestMethod]
        public void ALoopThatThrowsLeavesTheOutputSafe()
        {
            FakeLoop fake = new FakeLoop("ggz");
            Expect.Throws(typeof(InvalidOperationException), () => fake.Loop.Run());
            fake.Clock.Advance(20000);
            Assert.AreEqual(750, fake.Output.Duty);
            Assert.IsTrue(fake.Guard.Reason == GuardReason.Stopped);
        }

        internal static FakeLoop Play(string script, string trace, GuardReason reason) { return Play(new FakeLoop(script), trace, reason); }

        internal static FakeLoop Play(FakeLoop fake, string trace, GuardReason reason)
        {
            string script = fake.Script;
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

        /// <summary>Stops the guard when a frame is late.</summary>
        private sealed class Stopper : IGuardObserver
        {
            private readonly OutputGuard _guard;

            public Stopper(OutputGuard guard) => _guard = guard;

            public void OnDuty(long microseconds, int duty, GuardReason reason)
            {
                if (reason == GuardReason.FrameLate) _guard.Stop();
            }
        }
    }
}
