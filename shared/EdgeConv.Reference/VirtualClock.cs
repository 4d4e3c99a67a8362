using System;

namespace EdgeConv
{
    /// <summary>
    /// A clock whose time passes only when it is told to, for the simulator and the tests; it runs on one thread. Alarms fire in order of
    /// their due times, those of the same moment in order of creation, and each sees exactly its due time on the clock. A simulated source
    /// or model that should take some time calls <see cref="Advance"/>: alarms that fall due meanwhile fire before it returns, as they
    /// would on the board.
    /// </summary>
    public sealed class VirtualClock : IClock
    {
        private VirtualAlarm[] _alarms = new VirtualAlarm[0];
        private bool _calling;

        /// <inheritdoc/>
        public long Microseconds { get; private set; }

        /// <inheritdoc/>
        public void SleepUntil(long microseconds)
        {
            // A callback may call Advance. The alarms that fall due meanwhile fire only after the callback has returned.
            if (!_calling)
            {
                for (VirtualAlarm next = FirstDue(microseconds); next != null; next = FirstDue(microseconds))
                {
                    if (next.Due > Microseconds) Microseconds = next.Due;
                    next.IsSet = false;
                    _calling = true;
                    try
                    {
                        next.Callback();
                    }
                    finally
                    {
                        _calling = false;
                    }
                }
            }
            if (microseconds > Microseconds) Microseconds = microseconds;
        }

        /// <summary>Lets time pass.</summary>
        /// <param name="microseconds">Time to pass, in microseconds, 0 or above.</param>
        /// <exception cref="ArgumentOutOfRangeException">Below 0.</exception>
        public void Advance(long microseconds)
        {
            if (microseconds < 0) throw new ArgumentOutOfRangeException("microseconds");
            SleepUntil(Microseconds + microseconds);
        }

        /// <inheritdoc/>
        public IAlarm CreateAlarm(AlarmCallback callback)
        {
            if (callback == null) throw new ArgumentNullException("callback");
            VirtualAlarm[] alarms = new VirtualAlarm[_alarms.Length + 1];
            Array.Copy(_alarms, alarms, _alarms.Length);
            VirtualAlarm alarm = new VirtualAlarm(callback);
            alarms[_alarms.Length] = alarm;
            _alarms = alarms;
            return alarm;
        }

        private VirtualAlarm FirstDue(long latest)
        {
            VirtualAlarm first = null;
            for (int i = 0; i < _alarms.Length; i++)
            {
                VirtualAlarm alarm = _alarms[i];
                if (alarm.IsSet && alarm.Due <= latest && (first == null || alarm.Due < first.Due)) first = alarm;
            }
            return first;
        }

        private sealed class VirtualAlarm : IAlarm
        {
            public readonly AlarmCallback Callback;
            public long Due;
            public bool IsSet;

            public VirtualAlarm(AlarmCallback callback) => Callback = callback;

            public void Set(long dueMicroseconds)
            {
                Due = dueMicroseconds;
                IsSet = true;
            }

            public void Cancel() => IsSet = false;
        }
    }
}
