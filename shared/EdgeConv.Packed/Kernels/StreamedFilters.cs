using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// Depthwise 3x3 filters of stride 1. The three taps of a filter row are packed into one long, the last tap first, so that one
    /// product of an input adds to the sums of three neighboring outputs.
    /// </summary>
    internal sealed class StreamedFilters : RowFilters
    {
        private readonly int _positions, _pitch;    // outputs of a row, and elements from one input row to the next
        private readonly bool _isCompact;
        private long[] _rows;                       // [C][filter row]
        private sbyte[] _compact;                   // or the same weights in one byte each: [C][tap]

        internal StreamedFilters(Window2D window, int pitch, int inputZeroPoint, bool isCompact, Workspace workspace)
            : base(window.Channels, 9, inputZeroPoint, workspace)
        {
            _positions = window.OutWidth;
            _pitch = pitch;
            _isCompact = isCompact;
            workspace.Reserve(0, 0, 2 * _positions);
        }

        // Each channel has nine weights of one byte, or three longs.
        internal override long Bytes => (_isCompact ? 9 : 24) * Outputs;

        internal override long WeightCount => 9 * Outputs;

        internal static bool Fit(Window2D window, int outputs) => outputs == window.Channels && window.Rows == 3 && window.Columns == 3
            && window.StrideX == 1 && window.StrideY == 1 && window.DilationX == 1 && window.DilationY == 1 && window.OutHeight > 1
            && 24 * outputs <= Workspace.MaxArrayBytes;

        internal override int CountOf(int part, int block) => part < Outputs && block == 0 ? 9 : 0;

        internal override void Gather(sbyte[] weights, int part, int block, sbyte[] taps)
        {
            for (int tap = 0; tap < 9; tap++) taps[tap] = weights[tap * Outputs + part];
        }

        internal override void Allocate()
        {
            if (_isCompact) _compact = new sbyte[9 * Outputs];
            else _rows = new long[3 * Outputs];
        }

        internal override void StartPacking()
        {
        }

        internal override void Pack(int part, int block)
        {
            sbyte[] taps = Workspace.Taps;
            int sum = 0;
            for (int tap = 0; tap < 9; tap++) sum += taps[tap];
            Bias[part] -= InputZeroPoint * sum + Lanes.Offset;
            if (_isCompact) Array.Copy(taps, 0, _compact, 9 * part, 9);
            else PackRows(taps, 0, _rows, 3 * part);
        }

        private static void PackRows(sbyte[] taps, int tap, long[] rows, int at)
        {
            for (int end = at + 3; at < end; at++, tap += 3)
                rows[at] = taps[tap + 2] + ((long)taps[tap + 1] << 21) + ((long)taps[tap] << 42);
        }

        /// <summary>Computes two output rows from four input rows.</summary>
        internal override void SweepRow(sbyte[] x, int p, int[] y32, sbyte[] y8, int o)
        {
            int count = _positions, step = Outputs;
            int[] sums = Workspace.Sums;
            for (int d = 0; d < step; d++)
            {
                long[] rows = _rows;
                int at = 3 * d;
                if (_isCompact)
                {
                    rows = Workspace.Block;
                    at = 0;
                    PackRows(_compact, 9 * d, rows, 0);
                }
                if (y32 != null)
                {
                    StreamChannel(x, p + d, _pitch, step, count, rows, at, Bias[d], y32, o + d, step, count * step);
                    continue;
                }
                StreamChannel(x, p + d, _pitch, step, count, rows, at, Bias[d], sums, 0, 1, count);
                LaneEpilogue.RequantizeRow(Requantization, sums, 0, count, d, y8, o + d, step);
                LaneEpilogue.RequantizeRow(Requantization, sums, count, count, d, y8, o + d + count * step, step);
            }
        }

        // Computes two output rows of one channel from four input rows. The products of each column are added to the sums of the three
        // outputs whose windows contain it; after a shift by one lane the leftmost output is complete.
        private static void StreamChannel(sbyte[] x, int p, int pitch, int step, int count, long[] rows, int at, int bias,
            int[] y, int o, int outStep, int outPitch)
        {
            const long LaneBias = Lanes.Offset;
            long w0 = rows[at], w1 = rows[at + 1], w2 = rows[at + 2];
            int pitch2 = 2 * pitch, pitch3 = 3 * pitch;
            long a0 = x[p], b0 = x[p + pitch], c0 = x[p + pitch2], d0 = x[p + pitch3];
            long s = a0 * w0 + b0 * w1 + c0 * w2 + LaneBias, t = b0 * w0 + c0 * w1 + d0 * w2 + LaneBias;
            p += step;
            long a1 = x[p], b1 = x[p + pitch], c1 = x[p + pitch2], d1 = x[p + pitch3];
            s = (s >> 21) + a1 * w0 + b1 * w1 + c1 * w2 + LaneBias;
            t = (t >> 21) + b1 * w0 + c1 * w1 + d1 * w2 + LaneBias;
            p += step;
            for (int end = p + count * step; p < end; p += step, o += outStep)
            {
                long a = x[p], b = x[p + pitch], c = x[p + pitch2], d = x[p + pitch3];
                s = (s >> 21) + a * w0 + b * w1 + c * w2 + LaneBias;
                t = (t >> 21) + b * w0 + c * w1 + d * w2 + LaneBias;
                y[o] = ((int)s & Lanes.Mask) + bias;
                y[o + outPitch] = ((int)t & Lanes.Mask) + bias;
            }
        }
    }
}
