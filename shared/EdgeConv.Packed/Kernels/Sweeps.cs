namespace EdgeConv.Kernels
{
    /// <summary>
    /// Adds the products of one block of taps to the lanes of a row of positions. The weights stay in locals for the whole row: there is
    /// a sweep for each number of taps (8, 9, 16) and of output channels (3, 9) that the locals hold.
    /// </summary>
    /// <remarks>
    /// All sweeps have the same parameters. x is the source of the taps; p is the offset of the first tap of the first position; step is
    /// the distance between positions and count their number. offsets holds, from index tap on, the distance of each tap from p. w holds,
    /// from index at on, the weights of three output channels in each long. a, b and c are the lanes of output channels 0 to 2, 3 to 5
    /// and 6 to 8. slides is true if the 3x3 window of the next position is that of this one, moved by one column.
    /// </remarks>
    internal static class Sweeps
    {
        internal static void Sweep9Of9(sbyte[] x, int p, int step, int count, int[] offsets, int tap, bool slides,
            long[] w, int at, long[] a, long[] b, long[] c)
        {
            int o0 = offsets[tap], o1 = offsets[tap + 1], o2 = offsets[tap + 2], o3 = offsets[tap + 3], o4 = offsets[tap + 4];
            int o5 = offsets[tap + 5], o6 = offsets[tap + 6], o7 = offsets[tap + 7], o8 = offsets[tap + 8];
            long u0 = w[at], u1 = w[at + 1], u2 = w[at + 2], u3 = w[at + 3], u4 = w[at + 4], u5 = w[at + 5], u6 = w[at + 6];
            long u7 = w[at + 7], u8 = w[at + 8], v0 = w[at + 9], v1 = w[at + 10], v2 = w[at + 11], v3 = w[at + 12], v4 = w[at + 13];
            long v5 = w[at + 14], v6 = w[at + 15], v7 = w[at + 16], v8 = w[at + 17], t0 = w[at + 18], t1 = w[at + 19], t2 = w[at + 20];
            long t3 = w[at + 21], t4 = w[at + 22], t5 = w[at + 23], t6 = w[at + 24], t7 = w[at + 25], t8 = w[at + 26];
            long x0 = 0, x1 = 0, x3 = 0, x4 = 0, x6 = 0, x7 = 0;
            bool loaded = false;
            for (int n = 0; n < count; n++, p += step)
            {
                if (!loaded)
                {
                    x0 = x[p + o0]; x1 = x[p + o1];
                    x3 = x[p + o3]; x4 = x[p + o4];
                    x6 = x[p + o6]; x7 = x[p + o7];
                    loaded = slides;
                }
                long x2 = x[p + o2], x5 = x[p + o5], x8 = x[p + o8];
                a[n] = a[n] + x0 * u0 + x1 * u1 + x2 * u2 + x3 * u3 + x4 * u4 + x5 * u5 + x6 * u6 + x7 * u7 + x8 * u8;
                b[n] = b[n] + x0 * v0 + x1 * v1 + x2 * v2 + x3 * v3 + x4 * v4 + x5 * v5 + x6 * v6 + x7 * v7 + x8 * v8;
                c[n] = c[n] + x0 * t0 + x1 * t1 + x2 * t2 + x3 * t3 + x4 * t4 + x5 * t5 + x6 * t6 + x7 * t7 + x8 * t8;
                x0 = x1; x1 = x2;
                x3 = x4; x4 = x5;
                x6 = x7; x7 = x8;
            }
        }

        internal static void Sweep9Of3(sbyte[] x, int p, int step, int count, int[] offsets, int tap, bool slides,
            long[] w, int at, long[] a)
        {
            int o0 = offsets[tap], o1 = offsets[tap + 1], o2 = offsets[tap + 2], o3 = offsets[tap + 3], o4 = offsets[tap + 4];
            int o5 = offsets[tap + 5], o6 = offsets[tap + 6], o7 = offsets[tap + 7], o8 = offsets[tap + 8];
            long u0 = w[at], u1 = w[at + 1], u2 = w[at + 2], u3 = w[at + 3], u4 = w[at + 4], u5 = w[at + 5], u6 = w[at + 6];
            long u7 = w[at + 7], u8 = w[at + 8];
            long x0 = 0, x1 = 0, x3 = 0, x4 = 0, x6 = 0, x7 = 0;
            bool loaded = false;
            for (int n = 0; n < count; n++, p += step)
            {
                if (!loaded)
                {
                    x0 = x[p + o0]; x1 = x[p + o1];
                    x3 = x[p + o3]; x4 = x[p + o4];
                    x6 = x[p + o6]; x7 = x[p + o7];
                    loaded = slides;
                }
                long x2 = x[p + o2], x5 = x[p + o5], x8 = x[p + o8];
                a[n] = a[n] + x0 * u0 + x1 * u1 + x2 * u2 + x3 * u3 + x4 * u4 + x5 * u5 + x6 * u6 + x7 * u7 + x8 * u8;
                x0 = x1; x1 = x2;
                x3 = x4; x4 = x5;
                x6 = x7; x7 = x8;
            }
        }

        internal static void Sweep8Of9(sbyte[] x, int p, int step, int count, int[] offsets, int tap,
            long[] w, int at, long[] a, long[] b, long[] c)
        {
            int o0 = offsets[tap], o1 = offsets[tap + 1], o2 = offsets[tap + 2], o3 = offsets[tap + 3], o4 = offsets[tap + 4];
            int o5 = offsets[tap + 5], o6 = offsets[tap + 6], o7 = offsets[tap + 7];
            long u0 = w[at], u1 = w[at + 1], u2 = w[at + 2], u3 = w[at + 3], u4 = w[at + 4], u5 = w[at + 5], u6 = w[at + 6];
            long u7 = w[at + 7], v0 = w[at + 8], v1 = w[at + 9], v2 = w[at + 10], v3 = w[at + 11], v4 = w[at + 12], v5 = w[at + 13];
            long v6 = w[at + 14], v7 = w[at + 15], t0 = w[at + 16], t1 = w[at + 17], t2 = w[at + 18], t3 = w[at + 19], t4 = w[at + 20];
            long t5 = w[at + 21], t6 = w[at + 22], t7 = w[at + 23];
            for (int n = 0; n < count; n++, p += step)
            {
                long x0 = x[p + o0], x1 = x[p + o1], x2 = x[p + o2], x3 = x[p + o3], x4 = x[p + o4], x5 = x[p + o5], x6 = x[p + o6];
                long x7 = x[p + o7];
                a[n] = a[n] + x0 * u0 + x1 * u1 + x2 * u2 + x3 * u3 + x4 * u4 + x5 * u5 + x6 * u6 + x7 * u7;
                b[n] = b[n] + x0 * v0 + x1 * v1 + x2 * v2 + x3 * v3 + x4 * v4 + x5 * v5 + x6 * v6 + x7 * v7;
                c[n] = c[n] + x0 * t0 + x1 * t1 + x2 * t2 + x3 * t3 + x4 * t4 + x5 * t5 + x6 * t6 + x7 * t7;
            }
        }

        // Adds two blocks of eight taps at once, so that the sums are read and stored half as often.
        internal static void Sweep16Of9(sbyte[] x, int p, int step, int count, int[] offsets, int tap, int second, int move,
            long[] w, int at, long[] a, long[] b, long[] c)
        {
            int o0 = offsets[tap], o1 = offsets[tap + 1], o2 = offsets[tap + 2], o3 = offsets[tap + 3], o4 = offsets[tap + 4];
            int o5 = offsets[tap + 5], o6 = offsets[tap + 6], o7 = offsets[tap + 7], o8 = offsets[second] + move;
            int o9 = offsets[second + 1] + move, o10 = offsets[second + 2] + move, o11 = offsets[second + 3] + move;
            int o12 = offsets[second + 4] + move, o13 = offsets[second + 5] + move, o14 = offsets[second + 6] + move;
            int o15 = offsets[second + 7] + move;
            long u0 = w[at], u1 = w[at + 1], u2 = w[at + 2], u3 = w[at + 3], u4 = w[at + 4], u5 = w[at + 5], u6 = w[at + 6];
            long u7 = w[at + 7], v0 = w[at + 8], v1 = w[at + 9], v2 = w[at + 10], v3 = w[at + 11], v4 = w[at + 12], v5 = w[at + 13];
            long v6 = w[at + 14], v7 = w[at + 15], t0 = w[at + 16], t1 = w[at + 17], t2 = w[at + 18], t3 = w[at + 19], t4 = w[at + 20];
            long t5 = w[at + 21], t6 = w[at + 22], t7 = w[at + 23], u8 = w[at + 24], u9 = w[at + 25], u10 = w[at + 26];
            long u11 = w[at + 27], u12 = w[at + 28], u13 = w[at + 29], u14 = w[at + 30], u15 = w[at + 31], v8 = w[at + 32];
            long v9 = w[at + 33], v10 = w[at + 34], v11 = w[at + 35], v12 = w[at + 36], v13 = w[at + 37], v14 = w[at + 38];
            long v15 = w[at + 39], t8 = w[at + 40], t9 = w[at + 41], t10 = w[at + 42], t11 = w[at + 43], t12 = w[at + 44];
            long t13 = w[at + 45], t14 = w[at + 46], t15 = w[at + 47];
            for (int n = 0; n < count; n++, p += step)
            {
                long x0 = x[p + o0], x1 = x[p + o1], x2 = x[p + o2], x3 = x[p + o3], x4 = x[p + o4], x5 = x[p + o5], x6 = x[p + o6];
                long x7 = x[p + o7], x8 = x[p + o8], x9 = x[p + o9], x10 = x[p + o10], x11 = x[p + o11], x12 = x[p + o12];
                long x13 = x[p + o13], x14 = x[p + o14], x15 = x[p + o15];
                a[n] = a[n] + x0 * u0 + x1 * u1 + x2 * u2 + x3 * u3 + x4 * u4 + x5 * u5 + x6 * u6 + x7 * u7
                    + x8 * u8 + x9 * u9 + x10 * u10 + x11 * u11 + x12 * u12 + x13 * u13 + x14 * u14 + x15 * u15;
                b[n] = b[n] + x0 * v0 + x1 * v1 + x2 * v2 + x3 * v3 + x4 * v4 + x5 * v5 + x6 * v6 + x7 * v7
                    + x8 * v8 + x9 * v9 + x10 * v10 + x11 * v11 + x12 * v12 + x13 * v13 + x14 * v14 + x15 * v15;
                c[n] = c[n] + x0 * t0 + x1 * t1 + x2 * t2 + x3 * t3 + x4 * t4 + x5 * t5 + x6 * t6 + x7 * t7
                    + x8 * t8 + x9 * t9 + x10 * t10 + x11 * t11 + x12 * t12 + x13 * t13 + x14 * t14 + x15 * t15;
            }
        }

        internal static void Sweep8Of3(sbyte[] x, int p, int step, int count, int[] offsets, int tap, long[] w, int at, long[] a)
        {
            int o0 = offsets[tap], o1 = offsets[tap + 1], o2 = offsets[tap + 2], o3 = offsets[tap + 3], o4 = offsets[tap + 4];
            int o5 = offsets[tap + 5], o6 = offsets[tap + 6], o7 = offsets[tap + 7];
            long u0 = w[at], u1 = w[at + 1], u2 = w[at + 2], u3 = w[at + 3], u4 = w[at + 4], u5 = w[at + 5], u6 = w[at + 6];
            long u7 = w[at + 7];
            for (int n = 0; n < count; n++, p += step)
                a[n] = a[n] + x[p + o0] * u0 + x[p + o1] * u1 + x[p + o2] * u2 + x[p + o3] * u3 + x[p + o4] * u4
                    + x[p + o5] * u5 + x[p + o6] * u6 + x[p + o7] * u7;
        }
    }
}
