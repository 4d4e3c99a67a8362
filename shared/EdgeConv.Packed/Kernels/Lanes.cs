namespace EdgeConv.Kernels
{
    /// <summary>
    /// Three sums in one long: lane 0 in bits 0 to 20, lane 1 in bits 21 to 41, lane 2 above. One product of an activation with three
    /// packed weights adds to all three.
    /// </summary>
    internal static class Lanes
    {
        /// <summary>The bits of lane 0, or of a lane that was shifted down.</summary>
        internal const int Mask = 0x1FFFFF;

        /// <summary>
        /// What each lane starts with, so that no partial sum in [-2^20, 2^20) borrows from its neighbour; whoever reads a lane
        /// subtracts it.
        /// </summary>
        internal const int Offset = 1 << 20;

        /// <summary>All three lanes at their <see cref="Offset"/>.</summary>
        internal const long Start = Offset + ((long)Offset << 21) + ((long)Offset << 42);

        /// <summary>
        /// 128 * 8191 is below 2^20: a lane holds any sum of int8 activations times weights whose magnitudes add up to this.
        /// </summary>
        internal const int Capacity = 8191;
    }
}
