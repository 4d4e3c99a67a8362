using System.Diagnostics;

namespace EdgeConv
{
    /// <summary>The desktop's monotonic counter, which no change of date or time zone moves. Not compiled for the board.</summary>
    public sealed class StopwatchTicks : ITickSource
    {
        /// <inheritdoc/>
        public long Microseconds
        {
            get
            {
                // Whole seconds and the rest apart: a product of all ticks would overflow after some hours.
                long ticks = Stopwatch.GetTimestamp(), frequency = Stopwatch.Frequency;
                return ticks / frequency * 1000000 + ticks % frequency * 1000000 / frequency;
            }
        }
    }
}
