using System;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// Time that never goes back, from a counter that starts again from 0 when it is full, such as one of 32 bits. It must be read at least
    /// once each time the counter goes round. May be read from any thread.
    /// </summary>
    internal sealed class WrappingTicks : ITickSource
    {
        private readonly object _lock = new object();
        private readonly ITickSource _counter;
        private readonly long _span;
        private long _last, _offset;

        /// <summary>Extends a counter.</summary>
        /// <param name="counter">Goes back by <paramref name="spanMicroseconds"/> each time it is full.</param>
        /// <param name="spanMicroseconds">What the counter holds, at least 1.</param>
        /// <exception cref="ArgumentException">A span below 1.</exception>
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
                // Reading is part of what is locked: a reading that is older than the last one must not look like a wrap.
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
