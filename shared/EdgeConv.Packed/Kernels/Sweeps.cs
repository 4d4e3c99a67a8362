namespace EdgeConv.Kernels
{
    /// <summary>
    /// Adds the products of one block of taps to the lanes of a row of positions. The weights stand in locals while the positions pass by: a sweep
    /// exists for each number of taps (8, 9, 16) and of output channels (3, 9) that the locals hold.
    /// </summary>
    /// <remarks>
    /// Of each: x, the source of the taps; p, the first position's first tap; step, from one position to the next; count, positions; offsets from tap
    /// on, each tap's distance from p; weights from at on, three output channels a long; a, b, c, lanes of output channels 0 to 2, 3 to 5 and 6 to 8.
    /// slides: the columns of a 3x3 window are the next position's, moved by one.
    /// </remarks>
    internal static class Sweeps
    {
        internal static void Sweep9Of9(sbyte[] x, int p, int step, int count, int[] offsets, int tap, bool slides, long[] weights,
            int at, long[] a, long[] b, long[] c)
        {
            int o0 = offsets[tap], o1 = offsets[tap + 1], o2 = offsets[tap + 2], o3 = offsets[tap + 3], o4 = offsets[tap + 4],
                o5 = offsets[tap + 5];
            int o6 = offsets[tap + 6], o7 = offsets[tap + 7], o8 = offsets[tap + 8];
            long u0 = weights[at], u1 = weights[at + 1], u2 = weights[at + 2], u3 = weights[at + 3], u4 = weights[at + 4],
                u5 = weights[at + 5];
            long u6 = weights[at + 6], u7 = weights[at + 7], u8 = weights[at + 8];
            long v0 = weights[at + 9], v1 = weights[at + 10], v2 = weights[at + 11], v3 = weights[at + 12], v4 = weights[at + 13],
                v5 = weights[at + 14];
            long v6 = weights[at + 15], v7 = weights[at + 16], v8 = weights[at + 17];
            long w0 = weights[at + 18], w1 = weights[at + 19], w2 = weights[at + 20], w3 = weights[at + 21], w4 = weights[at + 22],
                w5 = weights[at + 23];
            long w6 = weights[at + 24], w7 = weights[at + 25], w8 = weights[at + 26];
            long x0 = 0, x1 = 0, x3 = 0, x4 = 0, x6 = 0, x7 = 0;
            bool loaded = false;
            for (int n = 0; n < count; n++)
            {
                if (!loaded)
                {
                    x0 = x[p + o0];
                    x1 = x[p + o1];
                    x3 = x[p + o3];
                    x4 = x[p + o4];
                    x6 = x[p + o6];
                    x7 = x[p + o7];
                    loaded = slides;
                }
                long x2 = x[p + o2], x5 = x[p + o5], x8 = x[p + o8];
                a[n] = a[n] + x0 * u0 + x1 * u1 + x2 * u2 + x3 * u3 + x4 * u4 + x5 * u5 + x6 * u6 + x7 * u7 + x8 * u8;
                b[n] = b[n] + x0 * v0 + x1 * v1 + x2 * v2 + x3 * v3 + x4 * v4 + x5 * v5 + x6 * v6 + x7 * v7 + x8 * v8;
                c[n] = c[n] + x0 * w0 + x1 * w1 + x2 * w2 + x3 * w3 + x4 * w4 + x5 * w5 + x6 * w6 + x7 * w7 + x8 * w8;
                x0 = x1;
                x1 = x2;
                x3 = x4;
                x4 = x5;
                x6 = x7;
                x7 = x8;
                p += step;
            }
        }

        internal static void Sweep9Of3(sbyte[] x, int p, int step, int count, int[] offsets, int tap, bool slides, long[] weights,
            int at, long[] a)
        {
            int o0 = offsets[tap], o1 = offsets[tap + 1], o2 = offsets[tap + 2], o3 = offsets[tap + 3], o4 = offsets[tap + 4],
                o5 = offsets[tap + 5];
            int o6 = offsets[tap + 6], o7 = offsets[tap + 7], o8 = offsets[tap + 8];
            long u0 = weights[at], u1 = weights[at + 1], u2 = weights[at + 2], u3 = weights[at + 3], u4 = weights[at + 4],
                u5 = weights[at + 5];
            long u6 = weights[at + 6], u7 = weights[at + 7], u8 = weights[at + 8];
            long x0 = 0, x1 = 0, x3 = 0, x4 = 0, x6 = 0, x7 = 0;
            bool loaded = false;
            for (int n = 0; n < count; n++)
            {
                if (!loaded)
                {
                    x0 = x[p + o0];
                    x1 = x[p + o1];
                    x3 = x[p + o3];
                    x4 = x[p + o4];
                    x6 = x[p + o6];
                    x7 = x[p + o7];
                    loaded = slides;
                }
                long x2 = x[p + o2], x5 = x[p + o5], x8 = x[p + o8];
                a[n] = a[n] + x0 * u0 + x1 * u1 + x2 * u2 + x3 * u3 + x4 * u4 + x5 * u5 + x6 * u6 + x7 * u7 + x8 * u8;
                x0 = x1;
                x1 = x2;
                x3 = x4;
                x4 = x5;
                x6 = x7;
                x7 = x8;
                p += step;
            }
        }

        internal static void Sweep8Of9(sbyte[] x, int p, int step, int count, int[] offsets, int tap, long[] weights, int at, long[] a,
            long[] b, long[] c)
        {
            int o0 = offsets[tap], o1 = offsets[tap + 1], o2 = offsets[tap + 2], o3 = offsets[tap + 3], o4 = offsets[tap + 4],
                o5 = offsets[tap + 5];
            int o6 = offsets[tap + 6], o7 = offsets[tap + 7];
            long u0 = weights[at], u1 = weights[at + 1], u2 = weights[at + 2], u3 = weights[at + 3], u4 = weights[at + 4],
                u5 = weights[at + 5];
            long u6 = weights[at + 6], u7 = weights[at + 7];
            long v0 = weights[at + 8], v1 = weights[at + 9], v2 = weights[at + 10], v3 = weights[at + 11], v4 = weights[at + 12],
                v5 = weights[at + 13];
            long v6 = weights[at + 14], v7 = weights[at + 15];
            long w0 = weights[at + 16], w1 = weights[at + 17], w2 = weights[at + 18], w3 = weights[at + 19], w4 = weights[at + 20],
                w5 = weights[at + 21];
            long w6 = weights[at + 22], w7 = weights[at + 23];
            for (int n = 0; n < count; n++)
            {
                long x0 = x[p + o0], x1 = x[p + o1], x2 = x[p + o2], x3 = x[p + o3], x4 = x[p + o4], x5 = x[p + o5], x6 = x[p + o6],
                    x7 = x[p + o7];
                a[n] = a[n] + x0 * u0 + x1 * u1 + x2 * u2 + x3 * u3 + x4 * u4 + x5 * u5 + x6 * u6 + x7 * u7;
                b[n] = b[n] + x0 * v0 + x1 * v1 + x2 * v2 + x3 * v3 + x4 * v4 + x5 * v5 + x6 * v6 + x7 * v7;
                c[n] = c[n] + x0 * w0 + x1 * w1 + x2 * w2 + x3 * w3 + x4 * w4 + x5 * w5 + x6 * w6 + x7 * w7;
                p += step;
            }
        }

        // Two blocks of eight taps at once: half as often are sums read and stored.
        internal static void Sweep16Of9(sbyte[] x, int p, int step, int count, int[] offsets, int tap, int second, int move,
            long[] weights, int at, long[] a, long[] b, long[] c)
        {
            int o0 = offsets[tap], o1 = offsets[tap + 1], o2 = offsets[tap + 2], o3 = offsets[tap + 3], o4 = offsets[tap + 4],
                o5 = offsets[tap + 5];
            int o6 = offsets[tap + 6], o7 = offsets[tap + 7], o8 = offsets[second] + move, o9 = offsets[second + 1] + move,
                o10 = offsets[second + 2] + move;
            int o11 = offsets[second + 3] + move, o12 = offsets[second + 4] + move, o13 = offsets[second + 5] + move,
                o14 = offsets[second + 6] + move, o15 = offsets[second + 7] + move;
            long u0 = weights[at], u1 = weights[at + 1], u2 = weights[at + 2], u3 = weights[at + 3], u4 = weights[at + 4],
                u5 = weights[at + 5], u6 = weights[at + 6], u7 = weights[at + 7];
            long u8 = weights[at + 24], u9 = weights[at + 25], u10 = weights[at + 26], u11 = weights[at + 27], u12 = weights[at + 28],
                u13 = weights[at + 29], u14 = weights[at + 30], u15 = weights[at + 31];
            long v0 = weights[at + 8], v1 = weights[at + 9], v2 = weights[at + 10], v3 = weights[at + 11], v4 = weights[at + 12],
                v5 = weights[at + 13], v6 = weights[at + 14], v7 = weights[at + 15];
            long v8 = weights[at + 32], v9 = weights[at + 33], v10 = weights[at + 34], v11 = weights[at + 35], v12 = weights[at + 36],
                v13 = weights[at + 37], v14 = weights[at + 38], v15 = weights[at + 39];
            long w0 = weights[at + 16], w1 = weights[at + 17], w2 = weights[at + 18], w3 = weights[at + 19], w4 = weights[at + 20],
                w5 = weights[at + 21], w6 = weights[at + 22], w7 = weights[at + 23];
            long w8 = weights[at + 40], w9 = weights[at + 41], w10 = weights[at + 42], w11 = weights[at + 43], w12 = weights[at + 44],
                w13 = weights[at + 45], w14 = weights[at + 46], w15 = weights[at + 47];
            for (int n = 0; n < count; n++)
            {
                long x0 = x[p + o0], x1 = x[p + o1], x2 = x[p + o2], x3 = x[p + o3], x4 = x[p + o4], x5 = x[p + o5], x6 = x[p + o6],
                    x7 = x[p + o7];
                long x8 = x[p + o8], x9 = x[p + o9], x10 = x[p + o10], x11 = x[p + o11], x12 = x[p + o12], x13 = x[p + o13],
                    x14 = x[p + o14], x15 = x[p + o15];
                a[n] = a[n] + x0 * u0 + x1 * u1 + x2 * u2 + x3 * u3 + x4 * u4 + x5 * u5 + x6 * u6 + x7 * u7
                    + x8 * u8 + x9 * u9 + x10 * u10 + x11 * u11 + x12 * u12 + x13 * u13 + x14 * u14 + x15 * u15;
                b[n] = b[n] + x0 * v0 + x1 * v1 + x2 * v2 + x3 * v3 + x4 * v4 + x5 * v5 + x6 * v6 + x7 * v7
                    + x8 * v8 + x9 * v9 + x10 * v10 + x11 * v11 + x12 * v12 + x13 * v13 + x14 * v14 + x15 * v15;
                c[n] = c[n] + x0 * w0 + x1 * w1 + x2 * w2 + x3 * w3 + x4 * w4 + x5 * w5 + x6 * w6 + x7 * w7
                    + x8 * w8 + x9 * w9 + x10 * w10 + x11 * w11 + x12 * w12 + x13 * w13 + x14 * w14 + x15 * w15;
                p += step;
            }
        }

        internal static void Sweep8Of3(sbyte[] x, int p, int step, int count, int[] offsets, int tap, long[] weights, int at, long[] a)
        {
            int o0 = offsets[tap], o1 = offsets[tap + 1], o2 = offsets[tap + 2], o3 = offsets[tap + 3], o4 = offsets[tap + 4],
                o5 = offsets[tap + 5];
            int o6 = offsets[tap + 6], o7 = offsets[tap + 7];
            long u0 = weights[at], u1 = weights[at + 1], u2 = weights[at + 2], u3 = weights[at + 3], u4 = weights[at + 4],
                u5 = weights[at + 5];
            long u6 = weights[at + 6], u7 = weights[at + 7];
            for (int n = 0; n < count; n++)
            {
                a[n] = a[n] + x[p + o0] * u0 + x[p + o1] * u1 + x[p + o2] * u2 + x[p + o3] * u3 + x[p + o4] * u4 + x[p + o5] * u5
                    + x[p + o6] * u6 + x[p + o7] * u7;
                p += step;
            }
        }
    }
}
