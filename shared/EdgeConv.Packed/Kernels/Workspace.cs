using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// Buffers that a kernel needs only while it runs. The kernels of a model share one set, as large as the largest of them needs:
    /// each reserves what it needs when it is made, then <see cref="Allocate"/> makes the arrays. A kernel of its own has a set of its
    /// own.
    /// </summary>
    internal sealed class Workspace
    {
        /// <summary>No array of weights has more bytes: larger ones fail on boards without PSRAM, whose heap is in pieces.</summary>
        internal const int MaxArrayBytes = 30000;

        /// <summary>
        /// Weights that <see cref="Taps"/> holds: more than the 9 * 9 of a convolution's block or the 32 of a fully connected layer's; a
        /// transposed convolution reads so many at a time.
        /// </summary>
        internal const int MaxTaps = 3 * 32;

        // Output channels of one sweep, and the longs of one block of it.
        private const int MaxLanes = 9, MaxBlock = MaxLanes / 3 * 9;

        /// <summary>One block of weights on its way into a table: [up to nine lanes][up to nine taps], or three lanes of 32.</summary>
        internal readonly sbyte[] Taps = new sbyte[MaxTaps];

        /// <summary>One block unpacked from weights of one byte: [three times three lanes][taps].</summary>
        internal readonly long[] Block = new long[MaxBlock];

        /// <summary>While packing: per lane, the sum of weight magnitudes since the last flush, then that of the last block.</summary>
        internal readonly int[] Load = new int[2 * MaxLanes];

        /// <summary><see cref="Lanes.Start"/> throughout.</summary>
        internal long[] Start;

        /// <summary>Lanes, as long as <see cref="Start"/>.</summary>
        internal long[] A;

        /// <summary>Lanes of a sweep's positions.</summary>
        internal long[] B, C;

        /// <summary>Sums flushed from the lanes: [nine lanes][as many positions as <see cref="B"/>].</summary>
        internal int[] Carry;

        /// <summary>int32 sums on their way to requantization.</summary>
        internal int[] Sums;

        /// <summary>Padded input rows.</summary>
        internal sbyte[] Rows;

        private int _lanes, _positions, _sums, _rows;

        /// <summary>
        /// Bytes of all arrays: <see cref="Taps"/>, <see cref="Block"/> and <see cref="Load"/> (none where no kernel reserved sums); <see
        /// cref="Start"/> and <see cref="A"/>; <see cref="B"/>, <see cref="C"/> and <see cref="Carry"/>; <see cref="Sums"/>; <see
        /// cref="Rows"/>.
        /// </summary>
        internal long Bytes => (_sums > 0 ? MaxTaps + 8 * MaxBlock + 4 * 2 * MaxLanes : 0) + 2 * 8L * _lanes
            + (2 * 8 + 4L * MaxLanes) * _positions + 4L * _sums + _rows;

        /// <summary>
        /// Asks for lanes in <see cref="A"/>, positions in <see cref="B"/>, <see cref="C"/> and <see cref="Carry"/>, and sums.
        /// </summary>
        internal void Reserve(int lanes, int positions, int sums)
        {
            if (lanes > _lanes) _lanes = lanes;
            if (positions > _positions) _positions = positions;
            if (sums > _sums) _sums = sums;
            if (Start != null && (_lanes > Start.Length || _positions > B.Length || _sums > Sums.Length))
                throw new ArgumentException("the file changed while it was read");
        }

        /// <summary>Asks for bytes in <see cref="Rows"/>.</summary>
        internal void ReserveRows(int bytes)
        {
            if (bytes > _rows) _rows = bytes;
            if (Start != null && _rows > Rows.Length) throw new ArgumentException("the file changed while it was read");
        }

        /// <summary>Makes the arrays.</summary>
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
