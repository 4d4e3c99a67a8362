namespace EdgeConv.Actuation
{
    /// <summary>
    /// Bounds how fast a duty changes. Time too short for a whole step is kept for the next, so slow limits still arrive.
    /// </summary>
    public sealed class SlewLimit
    {
        private readonly int _dutyPerSecond;
        private int _duty = -1;
        private long _since;

        /// <summary>Sets the limit.</summary>
        /// <param name="dutyPerSecond">Maximum change in a second, 1..10000000.</param>
        /// <exception cref="System.ArgumentOutOfRangeException">Outside 1..10000000.</exception>
        public SlewLimit(int dutyPerSecond) => _dutyPerSecond = Argument.InRange("dutyPerSecond", dutyPerSecond, 1, 10000000);

        /// <summary>Goes on from a duty the output has: after it was moved to the safe duty.</summary>
        public void Reset(int duty, long microseconds)
        {
            _duty = duty;
            _since = microseconds;
        }

        /// <summary>The duty to go to; the first passes unbounded.</summary>
        /// <param name="duty">The duty wished for, 0..10000.</param>
        /// <param name="microseconds">Now.</param>
        public int Next(int duty, long microseconds)
        {
            long elapsed = microseconds - _since, step = 10000;
            // The whole range takes this long; longer times would only overflow.
            if (elapsed < 10000L * 1000000 / _dutyPerSecond) step = elapsed * _dutyPerSecond / 1000000;
            if (_duty < 0 || (duty - _duty <= step && _duty - duty <= step))
            {
                _duty = duty;
                _since = microseconds;
            }
            else
            {
                _duty += duty > _duty ? (int)step : -(int)step;
                _since += step * 1000000 / _dutyPerSecond;
            }
            return _duty;
        }
    }
}
