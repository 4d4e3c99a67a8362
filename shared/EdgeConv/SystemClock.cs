using System;
using System.Threading;

namespace EdgeConv
{
    /// <summary>
    /// Real time, on the board and on the desktop. Reads DateTime.UtcNow, which on an ESP32 counts microseconds, while the system
    /// tick that sleeps and timers go by may be as coarse as 10 ms there: both are asked again until the clock agrees. A wall clock
    /// that is set back does not turn this clock back; one set forward makes one frame late.
    /// </summary>
    public sealed class SystemClock : IClock
    {
        private const long LongestWait = 3600000;
        private readonly object _lock = new object();
        private long _offset;
        private long _last;

        /// <inheritdoc/>
        public long Microseconds
        {
            get
            {
                lock (_lock)
                {
                    long now = DateTime.UtcNow.Ticks / 10 + _offset;
                    if (now < _last)
                    {
                        _offset += _last - now;
                        now = _last;
                    }
                    _last = now;
                    return now;
                }
            }
        }

        /// <inheritdoc/>
        public void SleepUntil(long microseconds)
        {
            for (long now = Microseconds; now < microseconds; now = Microseconds)
                Thread.Sleep(Milliseconds(microseconds - now));
        }

        /// <inheritdoc/>
        public IAlarm CreateAlarm(AlarmCallback callback)
        {
            if (callback == null) throw new ArgumentNullException("callback");
            return new SystemAlarm(this, callback);
        }

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
