namespace EdgeConv.Actuation
{
    /// <summary>
    /// Holds a duty until it changes by a minimum amount, so that noise does not move the output. The duties 0 and 10000 always pass.
    /// </summary>
    public sealed class Hysteresis
    {
        private readonly int _band;
        private int _held = -1;

        /// <summary>Creates a hysteresis.</summary>
        /// <param name="band">Minimum change that passes, 1..10000 (10000 is a duty of 100%).</param>
        /// <exception cref="System.ArgumentOutOfRangeException"><paramref name="band"/> is outside 1..10000.</exception>
        public Hysteresis(int band) => _band = Argument.InRange("band", band, 1, 10000);

        /// <summary>Forgets the held duty, so that the next one passes.</summary>
        public void Reset() => _held = -1;

        /// <summary>Returns the new duty if it passes, else the held one.</summary>
        /// <param name="duty">The new duty, 0..10000.</param>
        public int Next(int duty)
        {
            int change = duty - _held;
            if (_held < 0 || change >= _band || change <= -_band || duty == 0 || duty == 10000) _held = duty;
            return _held;
        }
    }
}
