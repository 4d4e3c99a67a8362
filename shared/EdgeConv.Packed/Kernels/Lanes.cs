namespace EdgeConv.Kernels
{
    /// <summary>
    /// Three accumulators (lanes) in one long: lane 0 in bits 0 to 20, lane 1 in bits 21 to 41, lane 2 above. Multiplying an activation by
    /// a long with three packed weights gives three products at once.
    /// </summary>
    internal static class Lanes
    {
        /// <summary>Mask of lane 0, or of a lane that was shifted down.</summary>
        internal const int Mask = 0x1FFFFF;

        /// <summary>
        /// Start value of each lane. It keeps a lane positive for sums in [-2^20, 2^20), so that no lane borrows from the next one; reading
        /// a lane subtracts it.
        /// </summary>
        internal const int Offset = 1 << 20;

        /// <summary>A long whose three lanes all hold <see cref="Offset"/>.</summary>
        internal const long Start = Offset + ((long)Offset << 21) + ((long)Offset << 42);

        /// <summary>
        /// Maximum sum of weight magnitudes that a lane can hold: an int8 activation has a magnitude of at most 128, and 128 * 8191 is
        /// below 2^20.
        /// </summary>
        internal const int Capacity = 8191;
    }
}
