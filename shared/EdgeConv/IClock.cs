namespace EdgeConv
{
    /// <summary>The method that an alarm calls, on the clock's own thread.</summary>
    public delegate void AlarmCallback();

    /// <summary>The clock of the loop and the guard: real time on the board, virtual time in the simulator and the tests.</summary>
    public interface IClock
    {
        /// <summary>Monotonic time in microseconds since an arbitrary start.</summary>
        long Microseconds { get; }

        /// <summary>Blocks the caller until the clock reads at least <paramref name="microseconds"/>.</summary>
        void SleepUntil(long microseconds);

        /// <summary>
        /// Creates an alarm that calls <paramref name="callback"/> when it is due, even while other threads are busy. It is not set yet.
        /// </summary>
        IAlarm CreateAlarm(AlarmCallback callback);
    }

    /// <summary>Calls a method once at a set time.</summary>
    public interface IAlarm
    {
        /// <summary>
        /// Sets the alarm to call back once, when the clock reads <paramref name="dueMicroseconds"/>. An earlier setting is replaced.
        /// </summary>
        void Set(long dueMicroseconds);

        /// <summary>Cancels the setting. It does not wait for a callback that is already running.</summary>
        void Cancel();
    }
}
