using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// Last step of a convolution: unpacks the accumulators from the lanes, adds the bias, requantizes, and writes the output.
    /// </summary>
    internal static class LaneEpilogue
    {
        /// <summary>
        /// Stores the int32 accumulators of up to three output channels from <paramref name="k"/> on, for <paramref name="count"/>
        /// positions. The start value of the lanes is already subtracted from the bias. With <paramref name="carries"/>, the flushed
        /// accumulators are added.
        /// </summary>
        internal static void StoreSums(WeightTable table, long[] sums, int lane, int stored, int count, int k, int[] y, int o, bool carries)
        {
            int outStep = table.Outputs;
            int[] bias = table.Bias;
            if (carries)
            {
                for (int i = 0; i < stored; i++) StoreCarried(table, sums, lane + i, count, k + i, y, o + i, outStep);
                return;
            }
            bool full = stored == 3;
            int bias0 = bias[k], bias1 = stored > 1 ? bias[k + 1] : 0, bias2 = stored > 2 ? bias[k + 2] : 0;
            for (int n = 0; n < count; n++, o += outStep)
            {
                long s = sums[n];
                y[o] = ((int)s & Lanes.Mask) + bias0;
                if (full)
                {
                    y[o + 1] = ((int)(s >> 21) & Lanes.Mask) + bias1;
                    y[o + 2] = (int)(s >> 42) + bias2;
                }
                else if (stored > 1) y[o + 1] = ((int)(s >> 21) & Lanes.Mask) + bias1;
            }
        }

        // Stores one output channel and adds its flushed accumulators.
        private static void StoreCarried(WeightTable table, long[] sums, int lane, int count, int k, int[] y, int o, int outStep)
        {
            int[] carry = table.Workspace.Carry;
            int shift = lane % 3 * 21, at = lane * table.Workspace.B.Length, start = table.Bias[k];
            for (int n = 0; n < count; n++, o += outStep)
            {
                y[o] = ((int)(sums[n] >> shift) & Lanes.Mask) + carry[at + n] + start;
            }
        }

        /// <summary>Like <see cref="StoreSums"/>, but requantizes to int8.</summary>
        internal static void StoreInt8(WeightTable table, long[] sums, int lane, int stored, int count, int k, sbyte[] y, int o,
            bool carries)
        {
            if (!carries && FitsOneShift(table, k) && (stored < 2 || FitsOneShift(table, k + 1))
                && (stored < 3 || FitsOneShift(table, k + 2)))
            {
                RequantizeLanes(table, sums, stored, count, k, y, o);
                return;
            }
            Workspace workspace = table.Workspace;
            if (!carries) Array.Clear(workspace.Carry, 0, workspace.Carry.Length);
            for (int i = 0; i < stored; i++)
            {
                StoreCarried(table, sums, lane + i, count, k + i, workspace.Sums, 0, 1);
                RequantizeRow(table.Requantization, workspace.Sums, 0, count, k + i, y, o + i, table.Outputs);
            }
        }

        // TensorFlow Lite rounds twice: t = (sum * M + 2^30) >> 31, then (t + 2^(e-1) - (t < 0 ? 1 : 0)) >> e. A single shift by 31 + e
        // gives the same result if all these terms are added before it, the 1 as 2^31. This is possible for right shifts e of 1 to 20, for
        // which all numbers
        // fit 63 bits. The 1 only changes ties of negative values, so it is left out if a clamp at the zero point (a fused ReLU) hides
        // them.

        private static bool IsOneShift(int shift) => shift <= -1 && shift >= -20;

        // RequantizeLanes adds bias and lane as long, which does not wrap as int32 does. The results are equal only if the sum fits int32.
        private static bool FitsOneShift(WeightTable table, int k) =>
            table.Bias[k] <= int.MaxValue - (long)Lanes.Mask && IsOneShift(table.Requantization.ShiftOf(k));

        // Rounding term and zero point at the scale of accumulator * multiplier; e is 31 - shift.
        private static long Half(int e, int zeroPoint) => (1L << (e - 1)) + ((long)zeroPoint << e);

        // Does the same as RequantizeRow, but for three channels at once and directly from the lanes.
        private static void RequantizeLanes(WeightTable table, long[] sums, int stored, int count, int k, sbyte[] y, int o)
        {
            const long FirstHalf = 1L << 30;
            Requantization q = table.Requantization;
            int minimum = q.Minimum, maximum = q.Maximum, outStep = table.Outputs, k1 = stored > 1 ? k + 1 : k, k2 = stored > 2 ? k + 2 : k;
            bool hidesTies = minimum >= q.ZeroPoint;
            long m0 = q.MultiplierOf(k), m1 = q.MultiplierOf(k1), m2 = q.MultiplierOf(k2);
            int e0 = 31 - q.ShiftOf(k), e1 = 31 - q.ShiftOf(k1), e2 = 31 - q.ShiftOf(k2);
            long half0 = Half(e0, q.ZeroPoint), half1 = Half(e1, q.ZeroPoint), half2 = Half(e2, q.ZeroPoint);
            long add0 = table.Bias[k] * m0 + FirstHalf + half0, add1 = table.Bias[k1] * m1 + FirstHalf + half1;
            long add2 = table.Bias[k2] * m2 + FirstHalf + half2;
            for (int n = 0; n < count; n++, o += outStep)
            {
                long s = sums[n];
                long t = (s & Lanes.Mask) * m0 + add0;
                if (!hidesTies) t += (t - half0) >> 63 << 31;
                int v = (int)(t >> e0);
                if (v < minimum) v = minimum;
                else if (v > maximum) v = maximum;
                y[o] = (sbyte)v;
                if (stored > 1)
                {
                    t = ((s >> 21) & Lanes.Mask) * m1 + add1;
                    if (!hidesTies) t += (t - half1) >> 63 << 31;
                    v = (int)(t >> e1);
                    if (v < minimum) v = minimum;
                    else if (v > maximum) v = maximum;
                    y[o + 1] = (sbyte)v;
                }
                if (stored > 2)
                {
                    t = (s >> 42) * m2 + add2;
                    if (!hidesTies) t += (t - half2) >> 63 << 31;
                    v = (int)(t >> e2);
                    if (v < minimum) v = minimum;
                    else if (v > maximum) v = maximum;
                    y[o + 2] = (sbyte)v;
                }
            }
        }

        /// <summary>
        /// Requantizes accumulators of output channel <paramref name="k"/> to int8 values that are <paramref name="step"/> apart.
        /// </summary>
        internal static void RequantizeRow(Requantization q, int[] sums, int first, int count, int k, sbyte[] y, int o, int step)
        {
            int minimum = q.Minimum, maximum = q.Maximum, zeroPoint = q.ZeroPoint, end = first + count, shift = q.ShiftOf(k);
            if (!IsOneShift(shift))
            {
                int multiplier = q.MultiplierOf(k);
                for (; first < end; first++, o += step)
                {
                    int v = Requantize.Apply(sums[first], multiplier, shift) + zeroPoint;
                    y[o] = (sbyte)(v < minimum ? minimum : v > maximum ? maximum : v);
                }
                return;
            }
            int e = 31 - shift;
            long m = q.MultiplierOf(k), half = Half(e, zeroPoint), add = (1L << 30) + half;
            bool hidesTies = minimum >= zeroPoint;
            for (; first < end; first++, o += step)
            {
                long t = sums[first] * m + add;
                if (!hidesTies) t += (t - half) >> 63 << 31;
                int v = (int)(t >> e);
                if (v < minimum) v = minimum;
                else if (v > maximum) v = maximum;
                y[o] = (sbyte)v;
            }
        }
    }
}
