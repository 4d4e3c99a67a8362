using System;
using EdgeConv.Actuation;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    [TestClass]
    public class OutputGuardTests
    {
        // 50 Hz, so a PWM period of 20 ms; deadline 100 ms; safe duty 500.
        private static OutputGuard Make(VirtualClock clock, FakeOutput output) => new OutputGuard(output, 500, 100000, clock);

        [TestMethod]
        public void StartWritesTheSafeDutyThenStarts()
        {
            VirtualClock clock = new VirtualClock();
            FakeOutput output = new FakeOutput(clock, 50);
            OutputGuard guard = Make(clock, output);
            Assert.AreEqual(0, output.Writes);
            Assert.IsTrue(guard.Reason == GuardReason.Stopped);
            guard.Start();
            Assert.AreEqual(1, output.Writes);
            Assert.AreEqual(1, output.Starts);
            Assert.AreEqual(500, output.Duty);
            Assert.AreEqual(500, guard.Duty);
            Assert.AreEqual(500, guard.SafeDuty);
            Assert.AreEqual(100000L, guard.DeadlineMicroseconds);
            Assert.IsTrue(guard.IsSafe && guard.Reason == GuardReason.Starting);
        }

        [TestMethod]
        public void WritesOncePerPeriodAndTheNewestWins()
        {
            VirtualClock clock = new VirtualClock();
            FakeOutput output = new FakeOutput(clock, 50);
            OutputGuard guard = Make(clock, output);
            guard.Start();
            clock.Advance(5000);
            guard.Propose(1000);
            clock.Advance(5000);
            guard.Propose(2000);
            Assert.AreEqual(1, output.Writes);
            clock.Advance(9999);
            Assert.AreEqual(1, output.Writes);
            clock.Advance(1);
            Assert.AreEqual(2, output.Writes);
            Assert.AreEqual(2000, output.Duty);
            // A duty the output already has needs no write.
            clock.Advance(50000);
            guard.Propose(2000);
            Assert.AreEqual(2, output.Writes);
            guard.Propose(20000);
            Assert.AreEqual(10000, output.Duty);
            clock.Advance(20000);
            guard.Propose(-5);
            Assert.AreEqual(0, output.Duty);
        }

        [TestMethod]
        public void TheAlarmKeepsTheDeadlineToTheMicrosecond()
        {
            VirtualClock clock = new VirtualClock();
            FakeOutput output = new FakeOutput(clock, 50);
            OutputGuard guard = Make(clock, output);
            guard.Start();
            clock.Advance(20000);
            guard.Propose(1000);
            clock.Advance(60000);
            guard.Reject(GuardReason.FrameFailed);
            clock.Advance(39999);
            Assert.AreEqual(1000, output.Duty);
            clock.Advance(1);
            Assert.AreEqual(500, output.Duty);
            Assert.AreEqual(120000L, output.LastTime);
            Assert.IsTrue(guard.Reason == GuardReason.FrameFailed);
            Assert.AreEqual(1, guard.SafeEntries);
        }

        [TestMethod]
        public void AWriteJustBeforeNeverHoldsBackTheSafeDuty()
        {
            // The shortest deadline, two periods, and a proposal that has to wait for nearly all of its first.
            VirtualClock clock = new VirtualClock();
            FakeOutput output = new FakeOutput(clock, 50);
            OutputGuard guard = new OutputGuard(output, 500, 40000, clock);
            guard.Start();
            clock.Advance(1);
            guard.Propose(1000);
            clock.Advance(40000);
            Assert.AreEqual(3, output.Writes);
            Assert.AreEqual(20000L, output.Time(1));
            Assert.AreEqual(40001L, output.Time(2));
        }

        [TestMethod]
        public void RecoversAfterFramesInARow()
        {
            VirtualClock clock = new VirtualClock();
            FakeOutput output = new FakeOutput(clock, 50);
            OutputGuard guard = Make(clock, output);
            guard.RecoveryFrames = 2;
            Assert.AreEqual(2, guard.RecoveryFrames);
            guard.Start();
            clock.Advance(20000);
            guard.Fail(GuardReason.ModelFault);
            Assert.IsTrue(guard.Reason == GuardReason.ModelFault);
            guard.Propose(1000);
            clock.Advance(20000);
            guard.Reject(GuardReason.FrameFrozen);
            guard.Propose(1100);
            // Good, but so long after the one before that it is the first of a new row.
            clock.Advance(100000);
            guard.Propose(1200);
            Assert.IsTrue(guard.IsSafe);
            clock.Advance(99999);
            guard.Propose(1300);
            Assert.IsFalse(guard.IsSafe);
            Assert.IsTrue(guard.Reason == GuardReason.None);
            Assert.AreEqual(1300, output.Duty);
        }

        [TestMethod]
        public void NothingIsWrittenAfterStopUntilStart()
        {
            VirtualClock clock = new VirtualClock();
            FakeOutput output = new FakeOutput(clock, 50);
            OutputGuard guard = Make(clock, output);
            guard.Stop();
            guard.Start();
            clock.Advance(20000);
            guard.Propose(1000);
            clock.Advance(10000);
            guard.Propose(2000);
            guard.Stop();
            guard.Propose(3000);
            guard.Reject(GuardReason.FrameFailed);
            guard.Fail(GuardReason.ModelFault);
            clock.Advance(1000000);
            Assert.AreEqual(3, output.Writes);
            Assert.AreEqual(40000L, output.LastTime);
            Assert.AreEqual(500, output.Duty);
            Assert.IsTrue(guard.Reason == GuardReason.Stopped);
            guard.Start();
            guard.Propose(3000);
            clock.Advance(20000);
            Assert.AreEqual(3000, output.Duty);
            Assert.AreEqual(1, output.Starts);
        }

        [TestMethod]
        public void AnOutputThatThrowsGetsTheSafeDutyUntilItTakesIt()
        {
            VirtualClock clock = new VirtualClock();
            FakeOutput output = new FakeOutput(clock, 50);
            OutputGuard guard = Make(clock, output);
            output.FailNext = 2;
            guard.Start();
            Assert.AreEqual(0, output.Starts);
            guard.Propose(1000);
            clock.Advance(40000);
            Assert.AreEqual(2, guard.OutputFaults);
            Assert.AreEqual(500, output.Duty);
            Assert.AreEqual(1, output.Starts);
            Assert.IsTrue(guard.Reason == GuardReason.OutputFault);
            for (int i = 0; i < 3; i++)
            {
                clock.Advance(20000);
                guard.Propose(1000 + i);
            }
            Assert.AreEqual(1002, output.Duty);
            output.FailNext = 1;
            clock.Advance(20000);
            guard.Propose(4000);
            Assert.IsTrue(guard.IsSafe);
            clock.Advance(20000);
            Assert.AreEqual(500, output.Duty);
            Assert.AreEqual(0, output.TooEarly);
            // Also where the safe duty was the last one written: what the output has now is not known.
            guard.Start();
            clock.Advance(40000);
            int writes = output.Writes;
            output.FailNext = 1;
            guard.Propose(4000);
            clock.Advance(20000);
            Assert.AreEqual(writes + 1, output.Writes);
            Assert.AreEqual(500, output.Duty);
        }

        [TestMethod]
        public void ALateAlarmChangesNothing()
        {
            // A clock whose alarms do not fire, as when a native call blocks: the next call of the loop does what the alarm would have.
            SilentClock clock = new SilentClock();
            FakeOutput output = new FakeOutput(clock, 50);
            OutputGuard guard = new OutputGuard(output, 500, 100000, clock);
            guard.Start();
            clock.Microseconds = 20000;
            guard.Propose(1000);
            clock.Microseconds = 120000;
            guard.Propose(1100);
            Assert.IsTrue(guard.IsSafe);
            Assert.AreEqual(500, output.Duty);
            Assert.IsTrue(guard.Reason == GuardReason.FrameLate);
        }

        [TestMethod]
        public void TellsTheObserverAndSurvivesIt()
        {
            VirtualClock clock = new VirtualClock();
            FakeOutput output = new FakeOutput(clock, 50);
            OutputGuard guard = Make(clock, output);
            Watcher watcher = new Watcher();
            guard.Observer = watcher;
            Assert.IsTrue(guard.Observer == watcher);
            guard.Start();
            clock.Advance(20000);
            guard.Propose(1000);
            clock.Advance(100000);
            Assert.AreEqual("0:500:1 0:500:1 20000:500:0 20000:1000:0 120000:1000:3 120000:500:3 ", watcher.Log);
            watcher.Throws = true;
            guard.Stop();
            Assert.AreEqual(1, guard.ObserverFaults);
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
            Expect.Throws(typeof(ArgumentOutOfRangeException), () => Make(clock, output).RecoveryFrames = 0);
        }

        [TestMethod]
        public void RandomCallsNeverBreakTheRules()
        {
            Dice dice = new Dice(11);
            for (int round = 0; round < Dice.Cases; round++)
            {
                VirtualClock clock = new VirtualClock();
                FakeOutput output = new FakeOutput(clock, dice.OneOf(50, 60, 1000));
                int deadline = dice.Between(40000, 200000);
                OutputGuard guard = new OutputGuard(output, 500, deadline, clock);
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
                        case 5: clock.Advance(dice.Between(0, 400000)); break;
                        case 6: clock.Advance(dice.Between(0, 30000)); break;
                        default:
                            clock.Advance(dice.Between(0, 25000));
                            guard.Propose(dice.Between(0, 10000));
                            if (!stopped) good = clock.Microseconds;
                            break;
                    }
                    long now = clock.Microseconds;
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
                clock.Advance(40000);
                if (output.Writes > 0) Assert.AreEqual(500, output.Duty);
            }
        }

        [TestMethod]
        public void ACallFromInsideTheOutputIsNotLost()
        {
            // What the output calls while it is written to, while it starts, or while it takes the safe duty; where that leaves the pin a
            // PWM period later.
            s_clock = new VirtualClock();
            for (int way = 0; way < 6; way++)
            {
                FakeOutput output = new FakeOutput(s_clock, 50);
                s_guard = Make(s_clock, output);
                output.InStart = way >= 4;
                if (way < 4) s_guard.Start();
                s_clock.Advance(20000);
                output.Inside = way % 2 == 0 ? () => s_guard.Stop() : () => s_guard.Fail(GuardReason.ModelFault);
                // The write of 3000 stops the guard; for 2 and 3 one that lasts a PWM period and more.
                if (way == 2) output.Inside = () => { s_clock.Advance(30000); s_guard.Stop(); };
                if (way == 3) output.Inside = () => { s_clock.Advance(200000); };
                if (way >= 4) s_guard.Start();
                s_guard.Propose(3000);
                // The output's call took longer than a PWM period, so the safe duty is written at once.
                if (way == 2) Assert.AreEqual(500, output.Duty);
                Assert.IsTrue(s_guard.IsSafe, way.ToString());
                s_clock.Advance(20000);
                Assert.AreEqual(500, output.Duty, way.ToString());
                Assert.AreEqual(500, s_guard.Duty, way.ToString());
                GuardReason reason = way % 2 == 0 ? GuardReason.Stopped : way == 3 ? GuardReason.FrameLate : GuardReason.ModelFault;
                Assert.IsTrue(s_guard.Reason == reason, way.ToString());
                Assert.AreEqual(0, output.TooEarly, way.ToString());
                // The output is never called from inside its own call.
                if (way == 2) Assert.AreEqual(3, output.Writes);
            }
        }

        [TestMethod]
        public void AWatcherThatStopsTheGuardIsObeyed()
        {
            // A late proposal moves the output to the safe duty; the watcher, told so, stops or fails the guard: the proposal is not to end
            // that.
            for (int way = 0; way < 4; way++)
            {
                SilentClock clock = new SilentClock();
                FakeOutput output = new FakeOutput(clock, 50);
                s_guard = new OutputGuard(output, 500, 100000, clock) { RecoveryFrames = 1 };
                Watcher watcher = new Watcher();
                s_guard.Observer = watcher;
                s_guard.Start();
                clock.Microseconds = 20000;
                if (way >= 2) watcher.OnReason = GuardReason.None;
                watcher.Proposes = way == 3;
                s_guard.Propose(500);
                if (way == 3)
                {
                    // What it proposes itself is newer than what it was told of.
                    clock.Microseconds = 40000;
                    s_guard.CheckDeadline();
                    Assert.AreEqual(4000, output.Duty);
                    continue;
                }
                clock.Microseconds = 120000;
                if (way < 2) watcher.OnReason = GuardReason.FrameLate;
                watcher.Fails = way == 1;
                s_guard.Propose(3000);
                Assert.IsTrue(s_guard.IsSafe, way.ToString());
                Assert.IsTrue(s_guard.Reason == (way == 1 ? GuardReason.ModelFault : GuardReason.Stopped), way.ToString());
                Assert.AreEqual(500, output.Duty, way.ToString());
            }
        }

        [TestMethod]
        public void ARejectedFrameSeesTheDeadlineWithoutTheAlarm()
        {
            SilentClock clock = new SilentClock();
            FakeOutput output = new FakeOutput(clock, 50);
            OutputGuard guard = new OutputGuard(output, 500, 100000, clock);
            guard.Start();
            clock.Microseconds = 20000;
            guard.Propose(1000);
            clock.Microseconds = 119999;
            guard.Reject(GuardReason.FrameFailed);
            guard.CheckDeadline();
            Assert.AreEqual(1000, output.Duty);
            clock.Microseconds = 120000;
            guard.Reject(GuardReason.FrameFailed);
            Assert.AreEqual(500, output.Duty);
            Assert.IsTrue(guard.Reason == GuardReason.FrameFailed);
            // And so does a frame that is neither good nor bad, or the next call after a write that had to wait.
            for (int i = 0; i < 3; i++)
            {
                clock.Microseconds += 20000;
                guard.Propose(2000);
            }
            Assert.AreEqual(2000, output.Duty);
            clock.Microseconds += 100000;
            guard.CheckDeadline();
            Assert.IsTrue(guard.Reason == GuardReason.FrameLate);
            Assert.AreEqual(500, output.Duty);
            for (int i = 0; i < 3; i++)
            {
                clock.Microseconds += 20000;
                guard.Propose(2000);
            }
            clock.Microseconds += 10000;
            guard.Stop();
            Assert.AreEqual(2000, output.Duty);
            clock.Microseconds += 10000;
            guard.Reject(GuardReason.FrameFailed);
            Assert.AreEqual(500, output.Duty);
            Assert.IsTrue(guard.Reason == GuardReason.Stopped);
        }

        [TestMethod]
        public void AnOutputThatRefusesTheSafeDutyIsSwitchedOff()
        {
            VirtualClock clock = new VirtualClock();
            for (int offDuty = 0; offDuty <= 10000; offDuty += 10000)
            {
                FakeOutput output = new FakeOutput(clock, 50) { OffDuty = offDuty };
                OutputGuard guard = Make(clock, output);
                guard.Start();
                clock.Advance(20000);
                guard.Propose(3000);
                output.Refused = 500;
                clock.Advance(20000);
                guard.Fail(GuardReason.ModelFault);
                // Eight refusals, a PWM period apart, then its off duty.
                clock.Advance(8 * 20000);
                Assert.AreEqual(8, output.Throws);
                Assert.AreEqual(8, guard.OutputFaults);
                Assert.AreEqual(offDuty, output.Duty);
                Assert.AreEqual(offDuty, guard.Duty);
                Assert.IsTrue(guard.IsSafe && guard.Reason == GuardReason.OutputOff);
                // What it refused once it may refuse again: it follows nothing more.
                for (int i = 0; i < 5; i++)
                {
                    guard.Propose(3000);
                    guard.Reject(GuardReason.FrameFailed);
                    guard.Fail(GuardReason.ModelFault);
                    clock.Advance(20000);
                }
                guard.Stop();
                Assert.AreEqual(offDuty, output.Duty);
                Assert.IsTrue(guard.Reason == GuardReason.OutputOff);
                Assert.AreEqual(0, output.Releases);
                // Until it is started anew.
                output.Refused = -1;
                guard.Start();
                clock.Advance(20000);
                Assert.AreEqual(500, output.Duty);
                guard.Propose(3000);
                clock.Advance(20000);
                Assert.AreEqual(3000, output.Duty);
                Assert.AreEqual(0, output.TooEarly);
            }
        }

        [TestMethod]
        public void AnOutputThatRefusesToBeOffReleasesItsPin()
        {
            // Which refuses a safe duty and the off duty; or a safe duty that is the off duty.
            VirtualClock clock = new VirtualClock();
            for (int safe = 0; safe <= 500; safe += 500)
            {
                FakeOutput output = new FakeOutput(clock, 50);
                OutputGuard guard = new OutputGuard(output, safe, 100000, clock);
                Watcher watcher = new Watcher { Start = clock.Microseconds };
                guard.Start();
                clock.Advance(20000);
                guard.Propose(3000);
                guard.Observer = watcher;
                output.Refused = 500;
                output.AlsoRefused = 0;
                output.FailReleases = 3;
                clock.Advance(100000);
                Assert.IsTrue(guard.Reason == GuardReason.OutputFault);
                Assert.AreEqual(3000, output.Duty);
                clock.Advance(20 * 20000);
                int refusals = safe == 0 ? 8 : 9;
                Assert.AreEqual(refusals + 3, output.Throws);
                Assert.AreEqual(refusals + 3, guard.OutputFaults);
                Assert.AreEqual(1, output.Releases);
                Assert.AreEqual(0, output.Duty);
                Assert.AreEqual(0, guard.Duty);
                Assert.IsTrue(guard.IsSafe && guard.Reason == GuardReason.OutputReleased);
                string released = (120000 + (refusals + 3) * 20000).ToString() + ":0:" + ((int)GuardReason.OutputReleased).ToString() + " ";
                Assert.AreEqual("120000:3000:3 120000:3000:7 " + released, watcher.Log);
                // For good.
                output.Refused = -1;
                output.AlsoRefused = -1;
                guard.Start();
                guard.Propose(3000);
                clock.Advance(100000);
                guard.Stop();
                Assert.AreEqual(2, output.Writes);
                Assert.AreEqual(1, output.Releases);
                Assert.IsTrue(guard.IsSafe && guard.Reason == GuardReason.OutputReleased);
            }
        }

        private static VirtualClock s_clock;
        private static OutputGuard s_guard;

        private sealed class Watcher : IGuardObserver
        {
            public string Log = "";
            public long Start;
            public bool Throws;

            /// <summary>The reason on which it stops or fails the guard.</summary>
            public GuardReason OnReason = GuardReason.Stopped;
            public bool Fails;
            public bool Proposes;

            public void OnDuty(long microseconds, int duty, GuardReason reason)
            {
                Log += (microseconds - Start).ToString() + ":" + duty.ToString() + ":" + ((int)reason).ToString() + " ";
                if (reason == OnReason && reason != GuardReason.Stopped)
                {
                    OnReason = GuardReason.Stopped;
                    if (Proposes) s_guard.Propose(4000);
                    else if (Fails) s_guard.Fail(GuardReason.ModelFault);
                    else s_guard.Stop();
                }
                if (Throws)
                {
                    Throws = false;
                    throw new Exception("the watcher fails");
                }
            }
        }

        private sealed class SilentClock : IClock, IAlarm
        {
            public long Microseconds { get; set; }

            public void SleepUntil(long microseconds) => Microseconds = microseconds;

            public IAlarm CreateAlarm(AlarmCallback callback) => this;

            public void Set(long dueMicroseconds)
            {
            }

            public void Cancel()
            {
            }
        }
    }
}
