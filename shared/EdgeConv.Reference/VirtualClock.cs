using System;

namespace EdgeConv
{
    /// <summary>
    /// Time that passes only when told to: for the simulator and the tests, on one thread. Alarms fall due in order of time, those of
    /// the same moment in order of creation, each with the clock reading exactly its due time. A source or a model that stands for a
    /// slow one calls <see cref="Advance"/>; alarms then fire before it returns, as they would on the board.
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
            // An alarm that takes its time delays the others, which fall due when it is done.
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
        /// <param name="microseconds">How much, at least 0.</param>
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
