using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// Buffers that a kernel needs only while it runs. All kernels of a model share one workspace, which is as large as the maximum that
    /// any of them reserves: each kernel reserves its buffers in its constructor, then <see cref="Allocate"/> makes the arrays. A kernel
    /// that is used alone has its own workspace.
    /// </summary>
    internal sealed class Workspace
    {
        /// <summary>
        /// Maximum size of an array of weights, in bytes. Larger ones cannot be allocated on boards without PSRAM, whose heap is
        /// fragmented.
        /// </summary>
        internal const int MaxArrayBytes = 30000;

        /// <summary>
        /// The number of weights that <see cref="Taps"/> holds. A transposed convolution reads this many at a time; a convolution's block
        /// has 9 * 9, a fully connected layer's 32.
        /// </summary>
        internal const int MaxTaps = 3 * 32;

        // The maximum number of output channels of one sweep, and of longs in one block of weights.
        private const int MaxLanes = 9, MaxBlock = MaxLanes / 3 * 9;

        /// <summary>One block of weights before it is packed: [up to nine lanes][up to nine taps], or three lanes of 32 taps.</summary>
        internal readonly sbyte[] Taps = new sbyte[MaxTaps];

        /// <summary>One block of weights, expanded from one byte each: [three times three lanes][taps].</summary>
        internal readonly long[] Block = new long[MaxBlock];

        /// <summary>
        /// Used while packing: for each lane the sum of weight magnitudes since the last flush, then for each lane that of the last block.
        /// </summary>
        internal readonly int[] Load = new int[2 * MaxLanes];

        /// <summary>An array whose elements are all <see cref="Lanes.Start"/>.</summary>
        internal long[] Start;

        /// <summary>Lanes; the array has the length of <see cref="Start"/>.</summary>
        internal long[] A;

        /// <summary>Lanes of a sweep's positions.</summary>
        internal long[] B, C;

        /// <summary>
        /// Sums flushed from the lanes: [nine lanes][positions], where the number of positions is the length of <see cref="B"/>.
        /// </summary>
        internal int[] Carry;

        /// <summary>int32 sums before requantization.</summary>
        internal int[] Sums;

        /// <summary>Padded input rows.</summary>
        internal sbyte[] Rows;

        private int _lanes, _positions, _sums, _rows;

        /// <summary>
        /// The size of all arrays in bytes. <see cref="Taps"/>, <see cref="Block"/> and <see cref="Load"/> count only if a kernel reserved
        /// sums.
        /// </summary>
        internal long Bytes => (_sums > 0 ? MaxTaps + 8 * MaxBlock + 4 * 2 * MaxLanes : 0) + 2 * 8L * _lanes
            + (2 * 8 + 4L * MaxLanes) * _positions + 4L * _sums + _rows;

        /// <summary>
        /// Reserves at least this many lanes in <see cref="A"/>, positions in <see cref="B"/>, <see cref="C"/> and <see cref="Carry"/>, and
        /// elements in <see cref="Sums"/>.
        /// </summary>
        internal void Reserve(int lanes, int positions, int sums)
        {
            if (lanes > _lanes) _lanes = lanes;
            if (positions > _positions) _positions = positions;
            if (sums > _sums) _sums = sums;
            if (Start != null && (_lanes > Start.Length || _positions > B.Length || _sums > Sums.Length))
                throw new ArgumentException("the file changed while it was read");
        }

        /// <summary>Reserves at least this many bytes in <see cref="Rows"/>.</summary>
        internal void ReserveRows(int bytes)
        {
            if (bytes > _rows) _rows = bytes;
            if (Start != null && _rows > Rows.Length) throw new ArgumentException("the file changed while it was read");
        }

        /// <summary>Allocates all arrays in the sizes reserved.</summary>
        internal void Allocate()
        {
            Start = new long[_lanes];
            for (int i = 0; i < _lanes; i++) Start[i] = Lanes.Start;
            A = new long[_lanes];
            B = new long[_positions];
            C = new long[_positions];
            Carry = new int[MaxLanes * _positions];
            Sums = new int[_sums];
            Rows = new sbyte[_rows];
        }
    }
}
