using System;
using System.Threading;

namespace EdgeConv
{
    /// <summary>
    /// What a <see cref="SystemClock"/> counts by: the chip's timer on the board, Stopwatch on the desktop. Never a wall clock, which can
    /// be set back.
    /// </summary>
    public interface ITickSource
    {
        /// <summary>Microseconds since an arbitrary start. Never goes back; may be read from any thread.</summary>
        long Microseconds { get; }
    }

    /// <summary>
    /// Real time, on the board and on the desktop. On nanoFramework sleeps and timers go by the system tick of 10 ms: they end up to two
    /// ticks late while other code runs, never early, for they are set again until the clock agrees. May be read from any thread.
    /// </summary>
    public sealed class SystemClock : IClock
    {
        private const long LongestWait = 3600000;

        private readonly ITickSource _ticks;

        /// <summary>Makes a clock.</summary>
        /// <param name="ticks">What it counts by; a wall clock that is set back would hold back the guard.</param>
        public SystemClock(ITickSource ticks) => _ticks = ticks ?? throw new ArgumentNullException("ticks");

        /// <inheritdoc/>
        public long Microseconds => _ticks.Microseconds;

        /// <inheritdoc/>
        public void SleepUntil(long microseconds)
        {
            for (long now = Microseconds; now < microseconds; now = Microseconds)
                Thread.Sleep(Milliseconds(microseconds - now));
        }

        /// <inheritdoc/>
        public IAlarm CreateAlarm(AlarmCallback callback) =>
            new SystemAlarm(this, callback ?? throw new ArgumentNullException("callback"));

        /// <summary>The wait in whole milliseconds, rounded up, an hour at most.</summary>
        private static int Milliseconds(long microseconds)
        {
            long milliseconds = (microseconds + 999) / 1000;
            return milliseconds < 0 ? 0 : milliseconds > LongestWait ? (int)LongestWait : (int)milliseconds;
        }

        private sealed class SystemAlarm : IAlarm
        {
            private readonly SystemClock _clock;
            private readonly AlarmCallback _callback;
            private readonly Timer _timer;
            private readonly object _lock = new object();
            private long _due;
            private bool _set;

            public SystemAlarm(SystemClock clock, AlarmCallback callback)
            {
                _clock = clock;
                _callback = callback;
                _timer = new Timer(OnTimer, null, Timeout.Infinite, Timeout.Infinite);
            }

            public void Set(long dueMicroseconds)
            {
                lock (_lock)
                {
                    _due = dueMicroseconds;
                    _set = true;
                    _timer.Change(Milliseconds(dueMicroseconds - _clock.Microseconds), Timeout.Infinite);
                }
            }

            public void Cancel()
            {
                lock (_lock)
                {
                    _set = false;
                    _timer.Change(Timeout.Infinite, Timeout.Infinite);
                }
            }

            private void OnTimer(object state)
            {
                lock (_lock)
                {
                    if (!_set) return;
                    long left = _due - _clock.Microseconds;
                    if (left > 0)
                    {
                        _timer.Change(Milliseconds(left), Timeout.Infinite);
                        return;
                    }
                    _set = false;
                }
                _callback();
            }
        }
    }
}
