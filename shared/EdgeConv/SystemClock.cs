using System;
using System.Threading;

namespace EdgeConv
{
    /// <summary>
    /// Real time, on the board and on the desktop. Reads DateTime.UtcNow, which counts microseconds on an ESP32, while the system tick that
    /// sleeps and timers go by is 10 ms there: both may end a tick late, never early, for they are set again until the clock agrees.
    /// A wall clock that is set back does not turn this clock back; one set forward makes one frame late.
    /// </summary>
    public sealed class SystemClock : IClock
    {
        private const long LongestWait = 3600000;

        // A step back by more than this is the wall clock set back.
        private const long LargestRace = 1000000;

        private long _offset;
        private long _last;

        /// <inheritdoc/>
        public long Microseconds
        {
            get
            {
                // No lock: a thread that was interrupted here comes with a slightly older time than another has read since.
                long now = DateTime.UtcNow.Ticks / 10 + _offset;
                if (now >= _last) _last = now;
                else if (now < _last - LargestRace) _offset += _last - now;
                return _last;
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
