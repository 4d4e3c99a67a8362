namespace EdgeConv
{
    /// <summary>What an alarm calls, on the clock's own thread.</summary>
    public delegate void AlarmCallback();

    /// <summary>Time for the loop and the guard: real on the board, virtual in the simulator and the tests.</summary>
    public interface IClock
    {
        /// <summary>Monotonic time in microseconds since an arbitrary start.</summary>
        long Microseconds { get; }

        /// <summary>Blocks the caller until the clock reads at least <paramref name="microseconds"/>.</summary>
        void SleepUntil(long microseconds);

        /// <summary>
        /// Makes an alarm, not yet set, that calls <paramref name="callback"/> when it is due, whatever other threads do.
        /// </summary>
        IAlarm CreateAlarm(AlarmCallback callback);
    }

    /// <summary>One wake-up call of a clock.</summary>
    public interface IAlarm
    {
        /// <summary>
        /// Sets the alarm to call back once when the clock reads <paramref name="dueMicroseconds"/>, replacing an earlier setting.
        /// </summary>
        void Set(long dueMicroseconds);

        /// <summary>Takes back the setting; a call already under way is not waited for.</summary>
        void Cancel();
    }
}
