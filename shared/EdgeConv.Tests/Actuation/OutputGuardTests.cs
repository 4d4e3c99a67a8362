#if NANOFRAMEWORK_1_0
using nanoFramework.TestFramework;
#else
using Microsoft.VisualStudio.TestTools.UnitTesting;
#endif
using System;
using EdgeConv.Actuation;

namespace EdgeConv.Tests
{
    [TestClass]
    public class OutputGuardTests
    {
        // 50 Hz, so a PWM period of 20 ms; deadline 100 ms; safe duty 500.
        private static OutputGuard Make(VirtualClock clock, FakeOutput output)
        {
            return new OutputGuard(output, 500, 100000, clock);
        }

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

        private sealed class Watcher : IGuardObserver
        {
            public string Log = "";
            public bool Throws;

            public void OnDuty(long microseconds, int duty, GuardReason reason)
            {
                Log += microseconds.ToString() + ":" + duty.ToString() + ":" + ((int)reason).ToString() + " ";
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

            public void SleepUntil(long microseconds)
            {
                Microseconds = microseconds;
            }

            public IAlarm CreateAlarm(AlarmCallback callback)
            {
                return this;
            }

            public void Set(long dueMicroseconds)
            {
            }

            public void Cancel()
            {
            }
        }
    }
}
