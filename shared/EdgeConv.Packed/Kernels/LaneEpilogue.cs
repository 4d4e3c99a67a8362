using System;

namespace EdgeConv.Kernels
{
    /// <summary>The last step of a convolution: accumulators out of the lanes, bias, requantization, and into the output.</summary>
    internal static class LaneEpilogue
    {
        /// <summary>
        /// Stores the int32 accumulators of up to three output channels from <paramref name="k"/> on, for <paramref name="count"/>
        /// positions, <paramref name="outStep"/> apart. The bias is less what the lanes start with; with carries, what was flushed is
        /// added.
        /// </summary>
        internal static void Store(Workspace workspace, int[] bias, long[] sums, int lane, int stored, int count, int k,
            int[] y, int o, int outStep, bool carries)
        {
            if (carries)
            {
                for (int i = 0; i < stored; i++) StoreCarried(workspace, bias, sums, lane + i, count, k + i, y, o + i, outStep);
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

        // One output channel, with what was flushed.
        private static void StoreCarried(Workspace workspace, int[] bias, long[] sums, int lane, int count, int k, int[] y, int o,
            int outStep)
        {
            int[] carry = workspace.Carry;
            int shift = lane % 3 * 21, at = lane * workspace.B.Length, start = bias[k];
            for (int n = 0; n < count; n++, o += outStep)
            {
                y[o] = ((int)(sums[n] >> shift) & Lanes.Mask) + carry[at + n] + start;
            }
        }

        /// <summary>As <see cref="Store"/>, requantized to int8.</summary>
        internal static void Requantize(Workspace workspace, int[] bias, long[] sums, int lane, int stored, int count, int k,
            sbyte[] y, int o, int outStep, Requantization q, bool carries)
        {
            if (!carries && IsOneShift(bias, q, k) && (stored < 2 || IsOneShift(bias, q, k + 1))
                && (stored < 3 || IsOneShift(bias, q, k + 2)))
            {
                RequantizeLanes(bias, sums, stored, count, k, y, o, outStep, q);
                return;
            }
            if (!carries) Array.Clear(workspace.Carry, 0, workspace.Carry.Length);
            for (int i = 0; i < stored; i++)
            {
                StoreCarried(workspace, bias, sums, lane + i, count, k + i, workspace.Sums, 0, 1);
                q.Row(workspace.Sums, 0, count, k + i, y, o + i, outStep);
            }
        }

        // RequantizeLanes adds bias and lane as long, where a sum beyond int32 would not wrap.
        private static bool IsOneShift(int[] bias, Requantization q, int k) =>
            bias[k] <= int.MaxValue - (long)Lanes.Mask && q.IsOneShift(k);

        // Requantization.Row for three channels at once, straight from the lanes.
        private static void RequantizeLanes(int[] bias, long[] sums, int stored, int count, int k, sbyte[] y, int o, int outStep,
            Requantization q)
        {
            int minimum = q.Minimum, maximum = q.Maximum, k1 = stored > 1 ? k + 1 : k, k2 = stored > 2 ? k + 2 : k;
            bool hidesTies = q.HidesTies;
            long m0 = q.MultiplierOf(k), m1 = q.MultiplierOf(k1), m2 = q.MultiplierOf(k2);
            int e0 = 31 - q.ShiftOf(k), e1 = 31 - q.ShiftOf(k1), e2 = 31 - q.ShiftOf(k2);
            long half0 = q.HalfOf(k), half1 = q.HalfOf(k1), half2 = q.HalfOf(k2);
            const long FirstHalf = 1L << 30;
            long add0 = bias[k] * m0 + FirstHalf + half0, add1 = bias[k1] * m1 + FirstHalf + half1, add2 = bias[k2] * m2 + FirstHalf
                + half2;
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
    }
}
