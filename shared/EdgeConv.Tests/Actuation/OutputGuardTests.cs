using System;
using EdgeConv.Actuation;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    [TestClass]
    public class OutputGuardTests
    {
        [TestMethod]
        public void StartWritesTheSafeDutyThenStarts()
        {
            Rig rig = new Rig();
            Assert.AreEqual(0, rig.Output.Writes);
            Assert.IsTrue(rig.Guard.Reason == GuardReason.Stopped);
            rig.Guard.Start();
            Assert.AreEqual(1, rig.Output.Writes);
            Assert.AreEqual(1, rig.Output.Starts);
            Assert.AreEqual(500, rig.Guard.Duty);
            Assert.AreEqual(500, rig.Guard.SafeDuty);
            Assert.AreEqual(100000L, rig.Guard.DeadlineMicroseconds);
            rig.IsSafe(500, GuardReason.Starting);
        }

        [TestMethod]
        public void WritesOncePerPeriodAndTheNewestWins()
        {
            Rig rig = new Rig().Started();
            rig.Propose(5000, 1000);
            rig.Propose(5000, 2000);
            rig.Wait(9999);
            Assert.AreEqual(1, rig.Output.Writes);
            rig.Wait(1);
            Assert.AreEqual(2, rig.Output.Writes);
            Assert.AreEqual(2000, rig.Output.Duty);
            // A duty the output already has needs no write.
            rig.Propose(50000, 2000);
            Assert.AreEqual(2, rig.Output.Writes);
            rig.Propose(0, 20000);
            Assert.AreEqual(10000, rig.Output.Duty);
            rig.Propose(20000, -5);
            Assert.AreEqual(0, rig.Output.Duty);
        }

        [TestMethod]
        public void ASafeDutyAndADeadlineThatChangeTakeEffectAtOnce()
        {
            Rig rig = new Rig().Started();
            rig.Wait(20000);
            rig.Guard.Change(800, 60000);
            Assert.AreEqual(800, rig.Output.Duty);
            rig.Propose(20000, 1000);
            rig.Wait(59999);
            Assert.AreEqual(1000, rig.Output.Duty);
            rig.Wait(1);
            rig.IsSafe(800, GuardReason.FrameLate);
            // Refused, and nothing has changed.
            Expect.Throws(typeof(ArgumentException), () => rig.Guard.Change(900, 39999));
            Expect.Throws(typeof(ArgumentOutOfRangeException), () => rig.Guard.Change(10001, 60000));
            Assert.AreEqual(800, rig.Guard.SafeDuty);
            Assert.AreEqual(60000L, rig.Guard.DeadlineMicroseconds);
        }

        [TestMethod]
        public void TheAlarmKeepsTheDeadlineToTheMicrosecond()
        {
            Rig rig = new Rig().Started();
            rig.Propose(20000, 1000);
            rig.Wait(60000);
            rig.Guard.Reject(GuardReason.FrameFailed);
            rig.Wait(39999);
            Assert.AreEqual(1000, rig.Output.Duty);
            rig.Wait(1);
            Assert.AreEqual(120000L, rig.Output.LastTime);
            rig.IsSafe(500, GuardReason.FrameFailed);
            Assert.AreEqual(1, rig.Guard.SafeEntries);
        }

        [TestMethod]
        public void AWriteJustBeforeNeverHoldsBackTheSafeDuty()
        {
            // The shortest deadline, two periods, and a proposal that has to wait for nearly all of its first.
            Rig rig = new Rig(deadline: 40000).Started();
            rig.Propose(1, 1000);
            rig.Wait(40000);
            Assert.AreEqual(3, rig.Output.Writes);
            Assert.AreEqual(20000L, rig.Output.Time(1));
            Assert.AreEqual(40001L, rig.Output.Time(2));
        }

        [TestMethod]
        public void RecoversAfterFramesInARow()
        {
            Rig rig = new Rig();
            rig.Guard.RecoveryFrames = 2;
            Assert.AreEqual(2, rig.Guard.RecoveryFrames);
            rig.Guard.Start();
            rig.Wait(20000);
            rig.Guard.Fail(GuardReason.ModelFault);
            Assert.IsTrue(rig.Guard.Reason == GuardReason.ModelFault);
            rig.Propose(0, 1000);
            rig.Wait(20000);
            rig.Guard.Reject(GuardReason.FrameFrozen);
            rig.Propose(0, 1100);
            // Good, but so long after the one before that it is the first of a new row.
            rig.Propose(100000, 1200);
            Assert.IsTrue(rig.Guard.IsSafe);
            rig.Propose(99999, 1300);
            Assert.IsFalse(rig.Guard.IsSafe);
            Assert.IsTrue(rig.Guard.Reason == GuardReason.None);
            Assert.AreEqual(1300, rig.Output.Duty);
        }

        [TestMethod]
        public void NothingIsWrittenAfterStopUntilStart()
        {
            Rig rig = new Rig();
            rig.Guard.Stop();
            rig.Guard.Start();
            rig.Propose(20000, 1000);
            rig.Propose(10000, 2000);
            rig.Guard.Stop();
            rig.Propose(0, 3000);
            rig.Guard.Reject(GuardReason.FrameFailed);
            rig.Guard.Fail(GuardReason.ModelFault);
            rig.Wait(1000000);
            Assert.AreEqual(3, rig.Output.Writes);
            Assert.AreEqual(40000L, rig.Output.LastTime);
            rig.IsSafe(500, GuardReason.Stopped);
            rig.Guard.Start();
            rig.Propose(0, 3000);
            rig.Wait(20000);
            Assert.AreEqual(3000, rig.Output.Duty);
            Assert.AreEqual(1, rig.Output.Starts);
        }

        [TestMethod]
        public void AnOutputThatThrowsGetsTheSafeDutyUntilItTakesIt()
        {
            Rig rig = new Rig();
            rig.Output.FailNext = 2;
            rig.Guard.Start();
            Assert.AreEqual(0, rig.Output.Starts);
            rig.Propose(0, 1000);
            rig.Wait(40000);
            Assert.AreEqual(2, rig.Guard.OutputFaults);
            Assert.AreEqual(1, rig.Output.Starts);
            rig.IsSafe(500, GuardReason.OutputFault);
            for (int i = 0; i < 3; i++) rig.Propose(20000, 1000 + i);
            Assert.AreEqual(1002, rig.Output.Duty);
            rig.Output.FailNext = 1;
            rig.Propose(20000, 4000);
            Assert.IsTrue(rig.Guard.IsSafe);
            rig.Wait(20000);
            Assert.AreEqual(500, rig.Output.Duty);
            Assert.AreEqual(0, rig.Output.TooEarly);
            // Also where the safe duty was the last one written: what the output has now is not known.
            rig.Guard.Start();
            rig.Wait(40000);
            int writes = rig.Output.Writes;
            rig.Output.FailNext = 1;
            rig.Propose(0, 4000);
            rig.Wait(20000);
            Assert.AreEqual(writes + 1, rig.Output.Writes);
            Assert.AreEqual(500, rig.Output.Duty);
        }

        [TestMethod]
        public void ALateAlarmChangesNothing()
        {
            // A clock whose alarms do not fire, as when a native call blocks: the next call of the loop does what the alarm would have.
            Rig rig = new Rig(isSilent: true).Started();
            rig.Propose(20000, 1000);
            rig.Propose(100000, 1100);
            rig.IsSafe(500, GuardReason.FrameLate);
        }

        [TestMethod]
        public void TellsTheObserverAndSurvivesIt()
        {
            Rig rig = new Rig();
            Watcher watcher = new Watcher(rig);
            Assert.IsTrue(rig.Guard.Observer == watcher);
            rig.Guard.Start();
            rig.Propose(20000, 1000);
            rig.Wait(100000);
            Assert.AreEqual("0:500:1 0:500:1 20000:500:0 20000:1000:0 120000:1000:3 120000:500:3 ", watcher.Log);
            watcher.Throws = true;
            rig.Guard.Stop();
            Assert.AreEqual(1, rig.Guard.ObserverFaults);
        }

        [TestMethod]
        public void RefusesWhatCannotBeSafe()
        {
            VirtualClock clock = new VirtualClock();
            FakeOutput output = new FakeOutput(clock, 50);
            Expect.Throws(typeof(ArgumentException), () => new OutputGuard(output, 10001, 100000, clock));
            Expect.Throws(typeof(ArgumentException), () => new OutputGuard(output, -1, 100000, clock));
            Expect.Throws(typeof(ArgumentException), () => new OutputGuard(output, 0, 39999, clock));
            Expect.Throws(typeof(ArgumentException), () => new OutputGuard(new FakeOutput(clock, 0), 0, 100000, clock));
            Expect.Throws(typeof(ArgumentException), () => new OutputGuard(new FakeOutput(clock, 50) { OffDuty = 5000 }, 0, 100000, clock));
            Expect.Throws(typeof(ArgumentNullException), () => new OutputGuard(null, 0, 100000, clock));
            Expect.Throws(typeof(ArgumentOutOfRangeException), () => new Rig().Guard.RecoveryFrames = 0);
        }

        [TestMethod]
        public void RandomCallsNeverBreakTheRules()
        {
            Dice dice = new Dice(11);
            for (int round = 0; round < Dice.Cases; round++)
            {
                int frequency = dice.OneOf(50, 60, 1000), deadline = dice.Between(40000, 200000);
                Rig rig = new Rig(deadline, frequency: frequency);
                FakeOutput output = rig.Output;
                OutputGuard guard = rig.Guard;
                guard.RecoveryFrames = dice.Between(1, 3);
                long good = -1000000;
                bool stopped = true;
                for (int step = 0; step < 40; step++)
                {
                    switch (dice.Between(0, 12))
                    {
                        case 0: guard.Reject(GuardReason.FrameFailed); break;
                        case 1: guard.Fail(GuardReason.ModelFault); break;
                        case 2: guard.Stop(); stopped = true; break;
                        case 3: guard.Start(); stopped = false; break;
                        case 4: output.FailNext = dice.Between(0, 2); break;
                        case 7: output.Inside = () => guard.Fail(GuardReason.ModelFault); break;
                        case 5: rig.Wait(dice.Between(0, 400000)); break;
                        case 6: rig.Wait(dice.Between(0, 30000)); break;
                        default:
                            rig.Propose(dice.Between(0, 25000), dice.Between(0, 10000));
                            if (!stopped) good = rig.Clock.Microseconds;
                            break;
                    }
                    long now = rig.Clock.Microseconds;
                    string what = "round " + round.ToString() + ", step " + step.ToString();
                    Assert.AreEqual(0, output.TooEarly, what);
                    if (output.Writes == 0) continue;
                    if (stopped || now - good >= deadline) Assert.IsTrue(guard.IsSafe, what);
                    // Only a write that threw, or one in this PWM period, may stand between the output and what it should be.
                    bool may = output.FailNext == 0 && guard.OutputFaults == 0;
                    if (may && now - good >= deadline) Assert.AreEqual(500, output.Duty, what);
                    if (may && guard.IsSafe && now - output.LastTime >= 20000) Assert.AreEqual(500, output.Duty, what);
                    if (may) Assert.AreEqual(output.Duty, guard.Duty, what);
                }
                guard.Stop();
                output.FailNext = 0;
                rig.Wait(40000);
                if (output.Writes > 0) Assert.AreEqual(500, output.Duty);
            }
        }

        [TestMethod]
        public void ACallFromInsideTheOutputIsNotLost()
        {
            // What the output calls while it is written to, while it starts, or while it takes the safe duty; where that leaves the pin a
            // PWM period later.
            for (int way = 0; way < 6; way++)
            {
                Rig rig = new Rig();
                OutputGuard guard = rig.Guard;
                rig.Output.InStart = way >= 4;
                if (way < 4) guard.Start();
                rig.Wait(20000);
                rig.Output.Inside = way % 2 == 0 ? () => guard.Stop() : () => guard.Fail(GuardReason.ModelFault);
                // The write of 3000 stops the guard; for 2 and 3 one that lasts a PWM period and more.
                if (way == 2) rig.Output.Inside = () => { rig.Wait(30000); guard.Stop(); };
                if (way == 3) rig.Output.Inside = () => { rig.Wait(200000); };
                if (way >= 4) guard.Start();
                rig.Propose(0, 3000);
                // The output's call took longer than a PWM period, so the safe duty is written at once.
                if (way == 2) Assert.AreEqual(500, rig.Output.Duty);
                Assert.IsTrue(guard.IsSafe, way.ToString());
                rig.Wait(20000);
                Assert.AreEqual(500, guard.Duty, way.ToString());
                rig.IsSafe(500, way % 2 == 0 ? GuardReason.Stopped : way == 3 ? GuardReason.FrameLate : GuardReason.ModelFault, way);
                Assert.AreEqual(0, rig.Output.TooEarly, way.ToString());
                // The output is never called from inside its own call.
                if (way == 2) Assert.AreEqual(3, rig.Output.Writes);
            }
        }

        [TestMethod]
        public void AWatcherThatStopsTheGuardIsObeyed()
        {
            // A late proposal moves the output to the safe duty; the watcher, told so, stops or fails the guard: the proposal is not to end
            // that.
            for (int way = 0; way < 4; way++)
            {
                Rig rig = new Rig(isSilent: true);
                rig.Guard.RecoveryFrames = 1;
                Watcher watcher = new Watcher(rig);
                rig.Guard.Start();
                rig.Wait(20000);
                if (way >= 2) watcher.OnReason = GuardReason.None;
                watcher.Proposes = way == 3;
                rig.Propose(0, 500);
                if (way == 3)
                {
                    // What it proposes itself is newer than what it was told of.
                    rig.Wait(20000);
                    rig.Guard.CheckDeadline();
                    Assert.AreEqual(4000, rig.Output.Duty);
                    continue;
                }
                rig.Wait(100000);
                if (way < 2) watcher.OnReason = GuardReason.FrameLate;
                watcher.Fails = way == 1;
                rig.Propose(0, 3000);
                rig.IsSafe(500, way == 1 ? GuardReason.ModelFault : GuardReason.Stopped, way);
            }
        }

        [TestMethod]
        public void ARejectedFrameSeesTheDeadlineWithoutTheAlarm()
        {
            Rig rig = new Rig(isSilent: true).Started();
            rig.Propose(20000, 1000);
            rig.Wait(99999);
            rig.Guard.Reject(GuardReason.FrameFailed);
            rig.Guard.CheckDeadline();
            Assert.AreEqual(1000, rig.Output.Duty);
            rig.Wait(1);
            rig.Guard.Reject(GuardReason.FrameFailed);
            rig.IsSafe(500, GuardReason.FrameFailed);
            // And so does a frame that is neither good nor bad, or the next call after a write that had to wait.
            for (int i = 0; i < 3; i++) rig.Propose(20000, 2000);
            Assert.AreEqual(2000, rig.Output.Duty);
            rig.Wait(100000);
            rig.Guard.CheckDeadline();
            rig.IsSafe(500, GuardReason.FrameLate);
            for (int i = 0; i < 3; i++) rig.Propose(20000, 2000);
            rig.Wait(10000);
            rig.Guard.Stop();
            Assert.AreEqual(2000, rig.Output.Duty);
            rig.Wait(10000);
            rig.Guard.Reject(GuardReason.FrameFailed);
            rig.IsSafe(500, GuardReason.Stopped);
        }

        [TestMethod]
        public void AnOutputThatRefusesTheSafeDutyIsSwitchedOff()
        {
            for (int offDuty = 0; offDuty <= 10000; offDuty += 10000)
            {
                Rig rig = new Rig(offDuty: offDuty).Started();
                rig.Propose(20000, 3000);
                rig.Output.Refused = 500;
                rig.Wait(20000);
                rig.Guard.Fail(GuardReason.ModelFault);
                // Eight refusals, a PWM period apart, then its off duty.
                rig.Wait(8 * 20000);
                Assert.AreEqual(8, rig.Output.Throws);
                Assert.AreEqual(8, rig.Guard.OutputFaults);
                Assert.AreEqual(offDuty, rig.Guard.Duty);
                rig.IsSafe(offDuty, GuardReason.OutputOff);
                // What it refused once it may refuse again: it follows nothing more.
                for (int i = 0; i < 5; i++)
                {
                    rig.Propose(0, 3000);
                    rig.Guard.Reject(GuardReason.FrameFailed);
                    rig.Guard.Fail(GuardReason.ModelFault);
                    rig.Wait(20000);
                }
                rig.Guard.Stop();
                rig.IsSafe(offDuty, GuardReason.OutputOff);
                Assert.AreEqual(0, rig.Output.Releases);
                // Until it is started anew.
                rig.Output.Refused = -1;
                rig.Guard.Start();
                rig.Wait(20000);
                Assert.AreEqual(500, rig.Output.Duty);
                rig.Propose(0, 3000);
                rig.Wait(20000);
                Assert.AreEqual(3000, rig.Output.Duty);
                Assert.AreEqual(0, rig.Output.TooEarly);
            }
        }

        [TestMethod]
        public void AnOutputThatRefusesToBeOffReleasesItsPin()
        {
            // Which refuses a safe duty and the off duty; or a safe duty that is the off duty.
            for (int safe = 0; safe <= 500; safe += 500)
            {
                Rig rig = new Rig(safeDuty: safe).Started();
                rig.Propose(20000, 3000);
                Watcher watcher = new Watcher(rig);
                rig.Output.Refused = 500;
                rig.Output.AlsoRefused = 0;
                rig.Output.FailReleases = 3;
                rig.Wait(100000);
                rig.IsSafe(3000, GuardReason.OutputFault);
                rig.Wait(20 * 20000);
                int refusals = safe == 0 ? 8 : 9;
                Assert.AreEqual(refusals + 3, rig.Output.Throws);
                Assert.AreEqual(refusals + 3, rig.Guard.OutputFaults);
                Assert.AreEqual(1, rig.Output.Releases);
                Assert.AreEqual(0, rig.Guard.Duty);
                rig.IsSafe(0, GuardReason.OutputReleased);
                string released = (120000 + (refusals + 3) * 20000).ToString() + ":0:" + ((int)GuardReason.OutputReleased).ToString() + " ";
                Assert.AreEqual("120000:3000:3 120000:3000:7 " + released, watcher.Log);
                // For good.
                rig.Output.Refused = -1;
                rig.Output.AlsoRefused = -1;
                rig.Guard.Start();
                rig.Propose(0, 3000);
                rig.Wait(100000);
                rig.Guard.Stop();
                Assert.AreEqual(2, rig.Output.Writes);
                Assert.AreEqual(1, rig.Output.Releases);
                rig.IsSafe(0, GuardReason.OutputReleased);
            }
        }

        /// <summary>A guard and its output: by default 50 Hz, so a PWM period of 20 ms, deadline 100 ms, safe duty 500.</summary>
        private sealed class Rig
        {
            public Rig(int deadline = 100000, bool isSilent = false, int frequency = 50, int offDuty = 0, int safeDuty = 500)
            {
                Clock = new VirtualClock();
                IClock clock = new FakeLoop.LoopClock(Clock, FakeLoop.LoopClock.Span) { IsSilent = isSilent };
                Output = new FakeOutput(clock, frequency) { OffDuty = offDuty };
                Guard = new OutputGuard(Output, safeDuty, deadline, clock);
            }

            public VirtualClock Clock { get; }

            public FakeOutput Output { get; }

            public OutputGuard Guard { get; }

            public Rig Started()
            {
                Guard.Start();
                return this;
            }

            public void Wait(int microseconds) => Clock.Advance(microseconds);

            public void Propose(int wait, int duty)
            {
                Wait(wait);
                Guard.Propose(duty);
            }

            public void IsSafe(int duty, GuardReason reason, int way = 0)
            {
                Assert.IsTrue(Guard.IsSafe && Guard.Reason == reason, way.ToString());
                Assert.AreEqual(duty, Output.Duty, way.ToString());
            }
        }

        private sealed class Watcher : IGuardObserver
        {
            private readonly OutputGuard _guard;

            public Watcher(Rig rig)
            {
                _guard = rig.Guard;
                _guard.Observer = this;
            }

            public string Log { get; private set; } = "";

            public bool Throws { get; set; }

            /// <summary>The reason on which it stops or fails the guard, or proposes.</summary>
            public GuardReason OnReason { get; set; } = GuardReason.Stopped;

            public bool Fails { get; set; }

            public bool Proposes { get; set; }

            public void OnDuty(long microseconds, int duty, GuardReason reason)
            {
                Log += microseconds.ToString() + ":" + duty.ToString() + ":" + ((int)reason).ToString() + " ";
                if (reason == OnReason && reason != GuardReason.Stopped)
                {
                    OnReason = GuardReason.Stopped;
                    if (Proposes) _guard.Propose(4000);
                    else if (Fails) _guard.Fail(GuardReason.ModelFault);
                    else _guard.Stop();
                }
                if (!Throws) return;
                Throws = false;
                throw new Exception("the watcher fails");
            }
        }
    }
}
