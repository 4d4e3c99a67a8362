using System;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// Extends a counter that overflows, e.g. one of 32 bits, to a time that never decreases. It must be read at least once per period of
    /// the counter and may be read on any thread.
    /// </summary>
    internal sealed class WrappingTicks : ITickSource
    {
        private readonly object _lock = new object();
        private readonly ITickSource _counter;
        private readonly long _span;
        private long _last, _offset;

        /// <summary>Creates the extended counter.</summary>
        /// <param name="counter">The counter, which decreases by <paramref name="spanMicroseconds"/> at each overflow.</param>
        /// <param name="spanMicroseconds">Period of the counter in microseconds, at least 1.</param>
        /// <exception cref="ArgumentException">The span is below 1.</exception>
        public WrappingTicks(ITickSource counter, long spanMicroseconds)
        {
            if (spanMicroseconds < 1) throw new ArgumentException("spanMicroseconds: " + spanMicroseconds.ToString() + " is below 1");
            _counter = counter ?? throw new ArgumentNullException("counter");
            _span = spanMicroseconds;
            _last = counter.Microseconds;
        }

        /// <inheritdoc/>
        public long Microseconds
        {
            get
            {
                // The counter is read inside the lock, because a reading older than the last one would look like an overflow.
                lock (_lock)
                {
                    long now = _counter.Microseconds;
                    if (now < _last) _offset += _span;
                    _last = now;
                    return now + _offset;
                }
            }
        }
    }
}
