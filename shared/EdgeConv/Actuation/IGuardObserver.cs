namespace EdgeConv.Actuation
{
    /// <summary>Watches a guard, e.g. to mark its events in a report.</summary>
    public interface IGuardObserver
    {
        /// <summary>
        /// The guard calls this after every write to the output and every change of the reason, on the thread of the loop or of the clock.
        /// It must not block.
        /// </summary>
        /// <param name="microseconds">Time of the event by the guard's clock.</param>
        /// <param name="duty">The duty on the output, 0..10000.</param>
        /// <param name="reason">Why it is the safe duty; None if the output follows the proposals.</param>
        void OnDuty(long microseconds, int duty, GuardReason reason);
    }
}
