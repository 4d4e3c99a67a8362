namespace EdgeConv.Actuation
{
    /// <summary>Watches a guard, e.g. to mark its events in a report.</summary>
    public interface IGuardObserver
    {
        /// <summary>
        /// Called after every write to the output and every change of the reason, on the loop's or the clock's thread. Must not block.
        /// </summary>
        /// <param name="microseconds">When, by the guard's clock.</param>
        /// <param name="duty">The duty on the output, 0..10000.</param>
        /// <param name="reason">Why it is the safe duty, or None.</param>
        void OnDuty(long microseconds, int duty, GuardReason reason);
    }
}
