namespace EdgeConv.Actuation
{
    /// <summary>
    /// Holds a duty until it changes by a band, so that noise does not move the output. Always off (0) and always on (10000) are never
    /// held back.
    /// </summary>
    public sealed class Hysteresis
    {
        private readonly int _band;
        private int _held = -1;

        /// <summary>Sets the band.</summary>
        /// <param name="band">Smallest change that passes, 1..10000.</param>
        /// <exception cref="System.ArgumentOutOfRangeException">Outside 1..10000.</exception>
        public Hysteresis(int band) => _band = Argument.InRange("band", band, 1, 10000);

        /// <summary>Forgets what is held: the next duty passes.</summary>
        public void Reset() => _held = -1;

        /// <summary>The duty to go to.</summary>
        /// <param name="duty">0..10000.</param>
        public int Next(int duty)
        {
            int change = duty - _held;
            if (_held < 0 || change >= _band || change <= -_band || duty == 0 || duty == 10000) _held = duty;
            return _held;
        }
    }
}
