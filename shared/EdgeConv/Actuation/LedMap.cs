namespace EdgeConv.Actuation
{
    /// <summary>Maps a readout to the brightness of an LED, with gamma 2.2, so that equal steps of the readout look equal.</summary>
    public sealed class LedMap : DutyMap
    {
        // Element i is 10000 * (i / 32)^2.2; 2.2 is the usual gamma of displays.
        private static readonly int[] s_gamma =
        {
            0, 5, 22, 55, 103, 168, 252, 353, 474, 614, 774, 954, 1156, 1378, 1622, 1888, 2176,
            2487, 2820, 3176, 3556, 3959, 4385, 4836, 5310, 5809, 6333, 6881, 7454, 8053, 8676, 9325, 10000,
        };

        /// <summary>Creates a map: the LED is off at low and at full brightness at high, both in units of the readout.</summary>
        /// <exception cref="System.ArgumentException"><paramref name="low"/> equals <paramref name="high"/>.</exception>
        public LedMap(int low, int high) : base(low, high)
        {
        }

        /// <inheritdoc/>
        protected override int Duty(long along, long span)
        {
            along *= 32;
            int i = along == 32 * span ? 31 : (int)(along / span);
            return Between(s_gamma[i], s_gamma[i + 1], along - i * span, span);
        }
    }
}
