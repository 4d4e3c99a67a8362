namespace EdgeConv.Actuation
{
    /// <summary>Brightness of an LED, off to full, in equal steps for the eye.</summary>
    public sealed class LedMap : DutyMap
    {
        // 10000 * (i / 32)^2.2: the gamma that displays use.
        private static readonly int[] s_gamma =
        {
            0, 5, 22, 55, 103, 168, 252, 353, 474, 614, 774, 954, 1156, 1378, 1622, 1888, 2176,
            2487, 2820, 3176, 3556, 3959, 4385, 4836, 5310, 5809, 6333, 6881, 7454, 8053, 8676, 9325, 10000,
        };

        /// <summary>Dark at low, full at high.</summary>
        /// <exception cref="System.ArgumentException">An empty range.</exception>
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
