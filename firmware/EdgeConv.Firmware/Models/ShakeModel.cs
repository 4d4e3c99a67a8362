// shake: 1x1x64x3 -> 1x1x7x1, 3390 multiply-accumulates, 60 parameters.
// 8184 IL instructions per inference (7962 to 8184 over three inputs); RAM 652 bytes, of which arena 236.
// Made by: edgeconv compile shake.json --out ShakeModel.cs --namespace EdgeConv.Firmware --class ShakeModel
using System;
using EdgeConv;
using EdgeConv.Kernels;
using EdgeConv.Models;

namespace EdgeConv.Firmware
{
    /// <summary>shake, compiled: 8184 IL instructions per inference (7962 to 8184 over three inputs), RAM 652 bytes.</summary>
    public sealed class ShakeModel : IModel
    {
        private readonly sbyte[] _arena = new sbyte[236];
        private readonly sbyte[] _clamp0To255 = Clamped(-128, 384, -128, 127);

        /// <inheritdoc/>
        public TensorInfo Input { get; } = new TensorInfo(new int[] { 1, 1, 64, 3 }, 256f, 0);

        /// <inheritdoc/>
        public TensorInfo Output { get; } = new TensorInfo(new int[] { 1, 1, 7, 1 }, 256f, -128);

        /// <inheritdoc/>
        public void Invoke(sbyte[] input, sbyte[] output)
        {
            sbyte[] a = _arena;
            Array.Copy(input, 0, a, 0, 192);
            // 0: CONV_2D + MAX_POOL_2D 1x1x64x3 -> 1x1x7x6
            for (int r = 0; r < 1; r++)
            {
                Layer0(a, 0 + r * 192, a, 192 + r * 42);
            }
            // 1: CONV_2D 1x1x7x6 -> 1x1x7x1
            Layer1(a, 192, a, 0, _clamp0To255);
            Array.Copy(a, 0, output, 0, 7);
        }

        private static void Layer0(sbyte[] x, int p, sbyte[] y, int o)
        {
            int v;
            long q = 2097151;
            long s0, s1, s2, s3, s4, s5, s6, s7, m, n;
            long x0a0 = x[p];
            long x0a1 = x[p + 1];
            long x0a2 = x[p + 2];
            long x0b0 = x[p + 3];
            long x0b1 = x[p + 4];
            long x0b2 = x[p + 5];
            for (int end = p + 168; p < end; p += 24)
            {
                long x0c0 = x[p + 6];
                long x0c1 = x[p + 7];
                long x0c2 = x[p + 8];
                long x0d0 = x[p + 9];
                long x0d1 = x[p + 10];
                long x0d2 = x[p + 11];
                long x0e0 = x[p + 12];
                long x0e1 = x[p + 13];
                long x0e2 = x[p + 14];
                long x0f0 = x[p + 15];
                long x0f1 = x[p + 16];
                long x0f2 = x[p + 17];
                long x0g0 = x[p + 18];
                long x0g1 = x[p + 19];
                long x0g2 = x[p + 20];
                long x0h0 = x[p + 21];
                long x0h1 = x[p + 22];
                long x0h2 = x[p + 23];
                long x0i0 = x[p + 24];
                long x0i1 = x[p + 25];
                long x0i2 = x[p + 26];
                long x0j0 = x[p + 27];
                long x0j1 = x[p + 28];
                long x0j2 = x[p + 29];
                s0 = x0a0 * 2097151L + x0a1 * -4398046511104L + x0b0 * -4194302L + x0b1 * 8796093022208L + x0c0 * 2097151L + x0c1 * -4398046511104L + 2199024304128L;
                s1 = x0b0 * 2097151L + x0b1 * -4398046511104L + x0c0 * -4194302L + x0c1 * 8796093022208L + x0d0 * 2097151L + x0d1 * -4398046511104L + 2199024304128L;
                s2 = x0c0 * 2097151L + x0c1 * -4398046511104L + x0d0 * -4194302L + x0d1 * 8796093022208L + x0e0 * 2097151L + x0e1 * -4398046511104L + 2199024304128L;
                s3 = x0d0 * 2097151L + x0d1 * -4398046511104L + x0e0 * -4194302L + x0e1 * 8796093022208L + x0f0 * 2097151L + x0f1 * -4398046511104L + 2199024304128L;
                s4 = x0e0 * 2097151L + x0e1 * -4398046511104L + x0f0 * -4194302L + x0f1 * 8796093022208L + x0g0 * 2097151L + x0g1 * -4398046511104L + 2199024304128L;
                s5 = x0f0 * 2097151L + x0f1 * -4398046511104L + x0g0 * -4194302L + x0g1 * 8796093022208L + x0h0 * 2097151L + x0h1 * -4398046511104L + 2199024304128L;
                s6 = x0g0 * 2097151L + x0g1 * -4398046511104L + x0h0 * -4194302L + x0h1 * 8796093022208L + x0i0 * 2097151L + x0i1 * -4398046511104L + 2199024304128L;
                s7 = x0h0 * 2097151L + x0h1 * -4398046511104L + x0i0 * -4194302L + x0i1 * 8796093022208L + x0j0 * 2097151L + x0j1 * -4398046511104L + 2199024304128L;
                m = s0 & q;
                n = s1 & q;
                if (n > m) m = n;
                n = s2 & q;
                if (n > m) m = n;
                n = s3 & q;
                if (n > m) m = n;
                n = s4 & q;
                if (n > m) m = n;
                n = s5 & q;
                if (n > m) m = n;
                n = s6 & q;
                if (n > m) m = n;
                n = s7 & q;
                if (n > m) m = n;
                v = (int)((m * 2147483648L + -2251868264726528L) >> 29);
                if (v < -128) v = -128;
                else if (v > 127) v = 127;
                y[o] = (sbyte)v;
                m = (s0 >> 21) & q;
                n = (s1 >> 21) & q;
                if (n > m) m = n;
                n = (s2 >> 21) & q;
                if (n > m) m = n;
                n = (s3 >> 21) & q;
                if (n > m) m = n;
                n = (s4 >> 21) & q;
                if (n > m) m = n;
                n = (s5 >> 21) & q;
                if (n > m) m = n;
                n = (s6 >> 21) & q;
                if (n > m) m = n;
                n = (s7 >> 21) & q;
                if (n > m) m = n;
                v = (int)((m * 2147483648L + -2251868264726528L) >> 29);
                if (v < -128) v = -128;
                else if (v > 127) v = 127;
                y[o + 1] = (sbyte)v;
                if (s1 > s0) s0 = s1;
                if (s2 > s0) s0 = s2;
                if (s3 > s0) s0 = s3;
                if (s4 > s0) s0 = s4;
                if (s5 > s0) s0 = s5;
                if (s6 > s0) s0 = s6;
                if (s7 > s0) s0 = s7;
                v = (int)(((s0 >> 42) * 2147483648L + -68451041280L) >> 29);
                if (v < -128) v = -128;
                else if (v > 127) v = 127;
                y[o + 2] = (sbyte)v;
                s0 = x0a1 * 1L + x0a2 * 4398044413952L + x0b1 * -2L + x0b2 * -8796088827904L + x0c1 * 1L + x0c2 * 4398044413952L + 2199024304128L;
                s1 = x0b1 * 1L + x0b2 * 4398044413952L + x0c1 * -2L + x0c2 * -8796088827904L + x0d1 * 1L + x0d2 * 4398044413952L + 2199024304128L;
                s2 = x0c1 * 1L + x0c2 * 4398044413952L + x0d1 * -2L + x0d2 * -8796088827904L + x0e1 * 1L + x0e2 * 4398044413952L + 2199024304128L;
                s3 = x0d1 * 1L + x0d2 * 4398044413952L + x0e1 * -2L + x0e2 * -8796088827904L + x0f1 * 1L + x0f2 * 4398044413952L + 2199024304128L;
                s4 = x0e1 * 1L + x0e2 * 4398044413952L + x0f1 * -2L + x0f2 * -8796088827904L + x0g1 * 1L + x0g2 * 4398044413952L + 2199024304128L;
                s5 = x0f1 * 1L + x0f2 * 4398044413952L + x0g1 * -2L + x0g2 * -8796088827904L + x0h1 * 1L + x0h2 * 4398044413952L + 2199024304128L;
                s6 = x0g1 * 1L + x0g2 * 4398044413952L + x0h1 * -2L + x0h2 * -8796088827904L + x0i1 * 1L + x0i2 * 4398044413952L + 2199024304128L;
                s7 = x0h1 * 1L + x0h2 * 4398044413952L + x0i1 * -2L + x0i2 * -8796088827904L + x0j1 * 1L + x0j2 * 4398044413952L + 2199024304128L;
                m = s0 & q;
                n = s1 & q;
                if (n > m) m = n;
                n = s2 & q;
                if (n > m) m = n;
                n = s3 & q;
                if (n > m) m = n;
                n = s4 & q;
                if (n > m) m = n;
                n = s5 & q;
                if (n > m) m = n;
                n = s6 & q;
                if (n > m) m = n;
                n = s7 & q;
                if (n > m) m = n;
                v = (int)((m * 2147483648L + -2251868264726528L) >> 29);
                if (v < -128) v = -128;
                else if (v > 127) v = 127;
                y[o + 3] = (sbyte)v;
                m = (s0 >> 21) & q;
                n = (s1 >> 21) & q;
                if (n > m) m = n;
                n = (s2 >> 21) & q;
                if (n > m) m = n;
                n = (s3 >> 21) & q;
                if (n > m) m = n;
                n = (s4 >> 21) & q;
                if (n > m) m = n;
                n = (s5 >> 21) & q;
                if (n > m) m = n;
                n = (s6 >> 21) & q;
                if (n > m) m = n;
                n = (s7 >> 21) & q;
                if (n > m) m = n;
                v = (int)((m * 2147483648L + -2251868264726528L) >> 29);
                if (v < -128) v = -128;
                else if (v > 127) v = 127;
                y[o + 4] = (sbyte)v;
                if (s1 > s0) s0 = s1;
                if (s2 > s0) s0 = s2;
                if (s3 > s0) s0 = s3;
                if (s4 > s0) s0 = s4;
                if (s5 > s0) s0 = s5;
                if (s6 > s0) s0 = s6;
                if (s7 > s0) s0 = s7;
                v = (int)(((s0 >> 42) * 2147483648L + -68451041280L) >> 29);
                if (v < -128) v = -128;
                else if (v > 127) v = 127;
                y[o + 5] = (sbyte)v;
                x0a0 = x0i0;
                x0a1 = x0i1;
                x0a2 = x0i2;
                x0b0 = x0j0;
                x0b1 = x0j1;
                x0b2 = x0j2;
                o += 6;
            }
        }

        private static void Layer1(sbyte[] x, int p, sbyte[] y, int o, sbyte[] t)
        {
            long s;
            for (int end = p + 42; p < end; p += 6)
            {
                long x0 = x[p];
                long x1 = x[p + 1];
                long x2 = x[p + 2];
                long x3 = x[p + 3];
                long x4 = x[p + 4];
                long x5 = x[p + 5];
                s = x0 * 4398046511104L + x1 * 4398046511104L + x2 * 4398046511104L + x3 * 4398046511104L + x4 * 4398046511104L + x5 * 4398046511104L;
                y[o] = t[(int)(((s >> 42) * 2147483648L + 1655709892608L) >> 33)];
                o += 1;
            }
        }

        private static sbyte[] Clamped(int first, int length, int minimum, int maximum)
        {
            sbyte[] table = new sbyte[length];
            for (int i = 0; i < length; i++) table[i] = (sbyte)(first + i < minimum ? minimum : first + i > maximum ? maximum : first + i);
            return table;
        }
    }
}
