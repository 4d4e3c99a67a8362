using System;
using EdgeConv.Actuation;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    /// <summary>A servo of 50 Hz and a motor of 1 kHz behind one guard each: they go safe together, whatever fails.</summary>
    [TestClass]
    public class SecondOutputTests
    {
        [TestMethod]
        public void BothFollowTheFrames()
        {
            Pair pair = new Pair("ggggg");
            pair.Play();
            Assert.AreEqual("ddddd", pair.Fake.Trace);
            Assert.AreEqual(0, pair.Fake.Output.TooEarly);
            Assert.AreEqual(0, pair.Motor.TooEarly);
            // The readouts: the maximum drives the servo, the mean the motor.
            sbyte[] output = pair.Fake.Loop.Output;
            int mean = 0;
            for (int i = 0; i < 4; i++) mean += output[i] + 128;
            Assert.AreEqual(mean * 64, pair.Second.Activation256);
            Assert.AreEqual(new LinearMap(0, 255, 3000, 9000).Map(mean * 64), pair.Second.Duty);
            Assert.AreEqual(pair.Second.Duty, pair.Motor.DutyOf(pair.Motor.Writes - 2), "before the end of the source");
            Assert.AreEqual(0, pair.Motor.Duty);
            Assert.AreEqual(750, pair.Fake.Output.Duty);
            Assert.IsTrue(pair.Second.Guard.Reason == GuardReason.Stopped);
        }

        [TestMethod]
        public void WhateverFailsBothGoSafeInTheSameFrame()
        {
            const string Letters = "ggggggefxnimSMLlktoO";
            for (uint seed = 1; seed <= Dice.Cases / 50; seed++)
            {
                Dice dice = new Dice(seed);
                string script = "";
                for (int i = 0; i < 30; i++) script += Letters[dice.Between(0, Letters.Length - 1)];
                Pair pair = new Pair(script);
                pair.Play();
                Assert.AreEqual(0, pair.Fake.Output.TooEarly, script);
                Assert.AreEqual(0, pair.Motor.TooEarly, script);
            }
        }

        [TestMethod]
        public void AMotorThatRefusesOnceStopsTheServoToo()
        {
            // O: the motor refuses its next duty.
            Pair pair = new Pair("ggOggggg");
            pair.Play();
            Assert.AreEqual("dds", pair.Fake.Trace.Substring(0, 3));
            Assert.AreEqual('d', pair.Fake.Trace[7], "it follows again after some good frames");
            Assert.AreEqual(1, pair.Second.Guard.OutputFaults);
            Assert.AreEqual(0, pair.Fake.Guard.OutputFaults);
        }

        [TestMethod]
        public void AllOutputsAreSafeBeforeOneReleasesItsPin()
        {
            Pair pair = new Pair("gggggggggg");
            FakeOutput servo = pair.Fake.Output, motor = pair.Motor;
            for (int i = 0; i < 3; i++) pair.Fake.Loop.Step();
            Assert.IsFalse(pair.Fake.Guard.IsSafe);
            // The servo was written just now, so that its safe duty waits for the end of a period of 20 ms; the motor's last resort comes
            // after 9 periods of 1 ms.
            motor.Refused = 0;
            motor.AlsoRefused = 0;
            pair.Second.Guard.Fail(GuardReason.FrameFailed);
            for (int i = 0; i < 60 && motor.Releases == 0; i++)
            {
                Assert.AreEqual(0, motor.Releases);
                pair.Fake.Clock.Advance(1000);
                if (motor.Releases > 0) Assert.AreEqual(750, servo.Duty, "the servo was safe before");
            }
            Assert.AreEqual(1, motor.Releases);
            Assert.AreEqual(750, servo.Duty);
            // A motor that is released stays so, and the servo with it.
            while (pair.Fake.Loop.Step())
                Assert.IsTrue(pair.Fake.Guard.IsSafe);
            Assert.AreEqual(1, motor.Releases);
            Assert.AreEqual(0, servo.Releases);
        }

        [TestMethod]
        public void BothReleaseIfBothRefuseEverything()
        {
            Pair pair = new Pair("ggg");
            for (int i = 0; i < 3; i++) pair.Fake.Loop.Step();
            pair.Motor.Refused = 0;
            pair.Fake.Output.Refused = 750;
            pair.Fake.Output.AlsoRefused = 0;
            pair.Fake.Guard.Fail(GuardReason.FrameFailed);
            pair.Fake.Clock.Advance(1000000);
            Assert.AreEqual(1, pair.Motor.Releases);
            Assert.AreEqual(1, pair.Fake.Output.Releases);
        }

        [TestMethod]
        public void StopStopsBothAtOnce()
        {
            Pair pair = new Pair("gggg");
            pair.Fake.Loop.Step();
            pair.Fake.Loop.Stop();
            pair.Fake.Clock.Advance(20000);
            Assert.AreEqual(750, pair.Fake.Output.Duty);
            Assert.AreEqual(0, pair.Motor.Duty);
            Assert.IsTrue(pair.Second.Guard.Reason == GuardReason.Stopped);
            Assert.IsFalse(pair.Fake.Loop.Step());
        }

        [TestMethod]
        public void AlarmsStopBothWhileTheModelWorks()
        {
            Pair pair = new Pair("gM");
            pair.Fake.Loop.Step();
            pair.Fake.Loop.Step();
            Assert.AreEqual(0, pair.Motor.Duty);
            Assert.AreEqual(750, pair.Fake.Output.Duty);
            // The deadline is 250 ms after the proposal; the motor is written at once, the servo at the end of its period at the latest.
            Assert.IsTrue(pair.Motor.LastTime <= 270000 && pair.Fake.Output.LastTime <= 270000);
        }

        [TestMethod]
        public void APairIsOneOfTwo()
        {
            Pair pair = new Pair("g");
            OutputGuard servo = pair.Fake.Guard, motor = pair.Second.Guard;
            VirtualClock clock = new VirtualClock();
            OutputGuard other = new OutputGuard(new FakeOutput(clock, 50), 0, 250000, clock);
            servo.Lead(motor);
            servo.Lead(motor);
            Expect.Throws(typeof(ArgumentException), () => servo.Lead(servo));
            Expect.Throws(typeof(ArgumentException), () => servo.Lead(other));
            Expect.Throws(typeof(ArgumentException), () => motor.Lead(servo));
            Expect.Throws(typeof(ArgumentNullException), () => new SecondOutput(null, new LedMap(0, 1), motor));
            Expect.Throws(typeof(ArgumentNullException), () => new SecondOutput(Readout.MeanOf(0), null, motor));
            Expect.Throws(typeof(ArgumentNullException), () => new SecondOutput(Readout.MeanOf(0), new LedMap(0, 1), null));
        }

        [TestMethod]
        public void AClockThatFailsOnceLeavesNoGuardBehind()
        {
            FailingClock clock = new FailingClock();
            OutputGuard servo = new OutputGuard(new FakeOutput(clock.Clock, 50), 750, 250000, clock);
            OutputGuard motor = new OutputGuard(new FakeOutput(clock.Clock, 1000), 0, 250000, clock);
            servo.Lead(motor);
            servo.Start();
            clock.Clock.Advance(20000);
            servo.Propose(1000);
            motor.Propose(5000);
            Assert.IsFalse(servo.IsSafe || motor.IsSafe);
            clock.Fails = true;
            Expect.Throws(typeof(InvalidOperationException), () => servo.Stop());
            clock.Fails = false;
            servo.Stop();
            Assert.IsTrue(servo.IsSafe && motor.IsSafe);
            clock.Clock.Advance(20000);
            Assert.AreEqual(750, servo.Duty);
            Assert.AreEqual(0, motor.Duty);
        }

        /// <summary>Virtual time that can fail.</summary>
        private sealed class FailingClock : IClock
        {
            public VirtualClock Clock { get; } = new VirtualClock();

            public bool Fails { get; set; }

            public long Microseconds
            {
                get
                {
                    if (Fails) throw new InvalidOperationException("the clock fails");
                    return Clock.Microseconds;
                }
            }

            public void SleepUntil(long microseconds) => Clock.SleepUntil(microseconds);

            public IAlarm CreateAlarm(AlarmCallback callback) => Clock.CreateAlarm(callback);
        }

        /// <summary>A <see cref="FakeLoop"/> with a motor beside its servo; O makes the motor refuse its next duty.</summary>
        private sealed class Pair
        {
            private readonly string _script;

            public Pair(string script)
            {
                _script = script;
                string frames = "";
                for (int i = 0; i < script.Length; i++) frames += script[i] == 'O' ? 'g' : script[i];
                Fake = new FakeLoop(frames);
                Motor = new FakeOutput(Fake.Clock, 1000);
                Second = new SecondOutput(Readout.MeanOf(0), new LinearMap(0, 255, 3000, 9000),
                    new OutputGuard(Motor, 0, 250000, Fake.GuardClock));
                Fake.Parts.Second = Second;
            }

            public FakeLoop Fake { get; }

            public FakeOutput Motor { get; }

            public SecondOutput Second { get; }

            /// <summary>Plays all frames. After each, both outputs are safe or none is.</summary>
            public void Play()
            {
                for (int i = 0; i < _script.Length; i++)
                {
                    if (_script[i] == 'O') Motor.FailNext = 1;
                    if (!Fake.Loop.Step()) break;
                    if (Fake.Guard.IsSafe != Second.Guard.IsSafe)
                        Expect.Fail(_script + ": only one output is safe after frame " + i.ToString());
                }
                Fake.Loop.Step();
            }
        }
    }
}
