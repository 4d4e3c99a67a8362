using System;
using System.Threading;

namespace EdgeConv
{
    /// <summary>
    /// The counter of a <see cref="SystemClock"/>: the chip's timer on the board, Stopwatch on the desktop. It must not be a wall clock,
    /// because that can be set back.
    /// </summary>
    public interface ITickSource
    {
        /// <summary>Microseconds since an arbitrary start. The value never decreases and may be read on any thread.</summary>
        long Microseconds { get; }
    }

    /// <summary>
    /// The real-time clock of the board and the desktop. On nanoFramework sleeps and timers depend on the system tick of 10 ms: they end
    /// up to two ticks late while other code runs. They never end early, because they are set again until the time is reached. The clock
    /// may be read on any thread.
    /// </summary>
    public sealed class SystemClock : IClock
    {
        private readonly ITickSource _ticks;

        /// <summary>Creates a clock.</summary>
        /// <param name="ticks">The counter. With a wall clock that is set back the guard would act too late.</param>
        public SystemClock(ITickSource ticks) => _ticks = ticks ?? throw new ArgumentNullException("ticks");

        /// <inheritdoc/>
        public long Microseconds => _ticks.Microseconds;

        /// <inheritdoc/>
        public void SleepUntil(long microseconds)
        {
            while (Microseconds < microseconds) Thread.Sleep(MillisecondsTo(microseconds));
        }

        /// <inheritdoc/>
        public IAlarm CreateAlarm(AlarmCallback callback) =>
            new SystemAlarm(this, callback ?? throw new ArgumentNullException("callback"));

        // Returns the time until due in whole milliseconds, rounded up, at most one hour.
        private int MillisecondsTo(long due)
        {
            const int MaxWait = 3600000;
            long milliseconds = (due - Microseconds + 999) / 1000;
            return milliseconds < 0 ? 0 : milliseconds > MaxWait ? MaxWait : (int)milliseconds;
        }

        private sealed class SystemAlarm : IAlarm
        {
            private const long Never = long.MaxValue;

            private readonly SystemClock _clock;
            private readonly AlarmCallback _callback;
            private readonly Timer _timer;
            private readonly object _lock = new object();
            private long _due = Never;

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
                    _timer.Change(_due == Never ? Timeout.Infinite : _clock.MillisecondsTo(_due), Timeout.Infinite);
                }
            }

            public void Cancel() => Set(Never);

            private void OnTimer(object state)
            {
                lock (_lock)
                {
                    if (_clock.Microseconds < _due)
                    {
                        // The timer ended early, or the alarm was set to another time or cancelled meanwhile.
                        Set(_due);
                        return;
                    }
                    _due = Never;
                }
                _callback();
            }
        }
    }
}
