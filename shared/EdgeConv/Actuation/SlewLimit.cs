namespace EdgeConv.Actuation
{
    /// <summary>
    /// Limits how fast a duty changes. Time that is too short for a whole step counts for the next call, so that the duty also moves at
    /// a low limit.
    /// </summary>
    public sealed class SlewLimit
    {
        private readonly int _dutyPerSecond;
        private int _duty = -1;
        private long _since;

        /// <summary>Creates a limit.</summary>
        /// <param name="dutyPerSecond">Maximum change per second, 1..10000000 (10000 is a duty of 100%).</param>
        /// <exception cref="System.ArgumentOutOfRangeException"><paramref name="dutyPerSecond"/> is outside 1..10000000.</exception>
        public SlewLimit(int dutyPerSecond) => _dutyPerSecond = Argument.InRange("dutyPerSecond", dutyPerSecond, 1, 10000000);

        /// <summary>Continues from another duty, e.g. after the output was moved to the safe duty.</summary>
        public void Reset(int duty, long microseconds)
        {
            _duty = duty;
            _since = microseconds;
        }

        /// <summary>Returns the duty within the limit. The first duty passes unchanged.</summary>
        /// <param name="duty">The wanted duty, 0..10000.</param>
        /// <param name="microseconds">The present time in microseconds.</param>
        public int Next(int duty, long microseconds)
        {
            long elapsed = microseconds - _since, step = 10000;
            // In this time the duty passes its whole range. For a longer one the product could overflow, so it is not computed.
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
