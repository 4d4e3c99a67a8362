using System;
using System.Threading;
using EdgeConv.Firmware;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    [TestClass]
    public class ClockTests
    {
        private static string s_log;
        private static VirtualClock s_clock;
        private static SystemClock s_system;
        private static IAlarm s_second;
        private static long s_firedAt;
        private static int s_fired;
        private static WrappingTicks s_ticks;
        private static long s_read;

        [TestMethod]
        public void VirtualAlarmsFireInOrderOfTime()
        {
            s_log = "";
            s_clock = new VirtualClock();
            IAlarm first = s_clock.CreateAlarm(() => s_log += "a" + s_clock.Microseconds.ToString() + " ");
            s_second = s_clock.CreateAlarm(() =>
            {
                s_log += "b" + s_clock.Microseconds.ToString() + " ";
                s_second.Set(s_clock.Microseconds + 50);
            });
            IAlarm third = s_clock.CreateAlarm(() => s_log += "never ");
            first.Set(100);
            s_second.Set(100);
            third.Set(120);
            third.Cancel();
            s_clock.Advance(99);
            Assert.AreEqual("", s_log);
            s_clock.SleepUntil(210);
            Assert.AreEqual("a100 b100 b150 b200 ", s_log);
            Assert.AreEqual(210L, s_clock.Microseconds);
            s_clock.SleepUntil(5);
            Assert.AreEqual(210L, s_clock.Microseconds);
            // What is already over fires as soon as the clock is next looked after.
            first.Set(10);
            s_clock.Advance(0);
            Assert.AreEqual("a100 b100 b150 b200 a210 ", s_log);
            Expect.Throws(typeof(ArgumentOutOfRangeException), () => s_clock.Advance(-1));
            Expect.Throws(typeof(ArgumentNullException), () => s_clock.CreateAlarm(null));
        }

        [TestMethod]
        public void AnAlarmThatTakesTimeDelaysTheOthers()
        {
            s_log = "";
            s_clock = new VirtualClock();
            IAlarm slow = s_clock.CreateAlarm(() => s_clock.Advance(30));
            IAlarm other = s_clock.CreateAlarm(() => s_log += s_clock.Microseconds.ToString());
            slow.Set(100);
            other.Set(110);
            s_clock.Advance(200);
            Assert.AreEqual("130", s_log);
        }

        [TestMethod]
        public void SystemClockSleepsAndWakes()
        {
            // Bounds are wide: a busy desktop may take its time, but nothing may come early.
            s_system = new SystemClock(new TickCount());
            s_fired = 0;
            IAlarm alarm = s_system.CreateAlarm(() => { s_firedAt = s_system.Microseconds; s_fired++; });
            IAlarm cancelled = s_system.CreateAlarm(() => s_fired += 100);
            long start = s_system.Microseconds;
            alarm.Set(start + 20000);
            cancelled.Set(start + 10000);
            cancelled.Cancel();
            s_system.SleepUntil(start + 40000);
            long slept = s_system.Microseconds - start;
            Assert.IsTrue(slept >= 40000 && slept < 5000000, slept.ToString());
            for (int i = 0; i < 500 && s_fired == 0; i++) Thread.Sleep(10);
            Assert.AreEqual(1, s_fired);
            Assert.IsTrue(s_firedAt - start >= 20000, (s_firedAt - start).ToString());
            // Set again, to a time that is already over.
            alarm.Set(start);
            for (int i = 0; i < 500 && s_fired == 1; i++) Thread.Sleep(10);
            Assert.AreEqual(2, s_fired);
            Expect.Throws(typeof(ArgumentNullException), () => s_system.CreateAlarm(null));
            Expect.Throws(typeof(ArgumentNullException), () => new SystemClock(null));
        }

        [TestMethod]
        public void ACounterThatWrapsGoesOn()
        {
            // A counter of 32 bits and 10 ms, 497 days, from the last tick of its first round on.
            long span = (1L << 32) * 10000;
            var counter = new Counter(span) { Ticks = span - 10000 };
            var ticks = new WrappingTicks(counter, span);
            Assert.AreEqual(span - 10000, ticks.Microseconds);
            counter.Ticks += 10000;
            Assert.AreEqual(span, ticks.Microseconds);
            Assert.AreEqual(span, ticks.Microseconds);
            counter.Ticks += span - 20000;
            Assert.AreEqual(2 * span - 20000, ticks.Microseconds);
            counter.Ticks += 30000;
            Assert.AreEqual(2 * span + 10000, ticks.Microseconds);
            Expect.Throws(typeof(ArgumentNullException), () => new WrappingTicks(null, span));
            Expect.Throws(typeof(ArgumentException), () => new WrappingTicks(counter, 0));
        }

        [TestMethod]
        public void AReadingOvertakenByAnotherThreadsIsNoWrap()
        {
            var counter = new OvertakenCounter();
            s_ticks = new WrappingTicks(counter, 1000);
            counter.Overtakes = true;
            Assert.AreEqual(100L, s_ticks.Microseconds);
            counter.Other.Join();
            Assert.AreEqual(200L, s_ticks.Microseconds);
        }

        /// <summary>The tick count of the system: of 10 ms on a board.</summary>
        private sealed class TickCount : ITickSource
        {
            public long Microseconds => Environment.TickCount64 * 1000;
        }

        /// <summary>A counter that starts again from 0 when it is full.</summary>
        private sealed class Counter : ITickSource
        {
            private readonly long _span;

            public Counter(long span) => _span = span;

            public long Ticks { get; set; }

            public long Microseconds => Ticks % _span;
        }

        /// <summary>
        /// A counter that goes from 100 to 200 while one thread reads 100, and lets another thread read 200 before the first goes on, if
        /// that may read meanwhile.
        /// </summary>
        private sealed class OvertakenCounter : ITickSource
        {
            private long _ticks = 100;

            public bool Overtakes { get; set; }

            public Thread Other { get; private set; }

            public long Microseconds
            {
                get
                {
                    long read = _ticks;
                    if (Overtakes)
                    {
                        Overtakes = false;
                        _ticks = 200;
                        Other = new Thread(() => { s_read = s_ticks.Microseconds; });
                        Other.Start();
                        Other.Join(30);
                    }
                    return read;
                }
            }
        }
    }
}
