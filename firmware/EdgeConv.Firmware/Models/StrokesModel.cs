// strokes: 1x8x8x1 -> 1x3, 2736 multiply-accumulates, 84 parameters.
// 11541 IL instructions per inference (11455 to 11541 over three inputs); RAM 1095 bytes, of which arena 168.
// Made by: edgeconv compile strokes.json --out StrokesModel.cs --namespace EdgeConv.Firmware --class StrokesModel
using System;
using EdgeConv;
using EdgeConv.Kernels;
using EdgeConv.Models;

namespace EdgeConv.Firmware
{
    /// <summary>strokes, compiled: 11541 IL instructions per inference (11455 to 11541 over three inputs), RAM 1095 bytes.</summary>
    public sealed class StrokesModel : IModel
    {
        private readonly sbyte[] _arena = new sbyte[168];
        private readonly sbyte[] _padding0 = Filled(10, -128);
        private readonly sbyte[] _clamp0To255 = Clamped(-510, 893, -128, 127);

        /// <inheritdoc/>
        public TensorInfo Input { get; } = new TensorInfo(new int[] { 1, 8, 8, 1 }, 0.003921569f, -128);

        /// <inheritdoc/>
        public TensorInfo Output { get; } = new TensorInfo(new int[] { 1, 3 }, 0.003921569f, -128);

        /// <inheritdoc/>
        public void Invoke(sbyte[] input, sbyte[] output)
        {
            sbyte[] a = _arena;
            Array.Copy(input, 0, a, 0, 64);
            // 0: CONV_2D + MAX_POOL_2D 1x8x8x1 -> 1x4x4x4
            for (int i = 0; i < 4; i++) Array.Copy(_padding0, 0, a, 128 + i * 10, 10);
            for (int r = 0; r < 4; r++)
            {
                for (int i = 0, row = r * 2 - 1; i < 4; i++, row += 1)
                {
                    if (row < 0 || row >= 8) Array.Copy(_padding0, 0, a, 129 + i * 10, 8);
                    else Array.Copy(a, 0 + row * 8, a, 129 + i * 10, 8);
                }
                Layer0(a, 128, a, 64 + r * 16, _clamp0To255);
            }
            // 1: CONV_2D + AVERAGE_POOL_2D 1x4x4x4 -> 1x1x1x3
            Layer1(a, 64, a, 0, _clamp0To255);
            // 2: RESHAPE 1x1x1x3 -> 1x3
            Array.Copy(a, 0, output, 0, 3);
        }

        private static void Layer0(sbyte[] x, int p, sbyte[] y, int o, sbyte[] t)
        {
            long q = 2097151;
            long s0, s1, s2, s3, m, n;
            long x0a = x[p];
            long x1a = x[p + 10];
            long x2a = x[p + 20];
            long x3a = x[p + 30];
            long x0b = x[p + 1];
            long x1b = x[p + 11];
            long x2b = x[p + 21];
            long x3b = x[p + 31];
            for (int end = p + 8; p < end; p += 2)
            {
                long x0c = x[p + 2];
                long x1c = x[p + 12];
                long x2c = x[p + 22];
                long x3c = x[p + 32];
                long x0d = x[p + 3];
                long x1d = x[p + 13];
                long x2d = x[p + 23];
                long x3d = x[p + 33];
                s0 = x0a * -2097153L + x0b * -4398050705408L + x0c * -2097151L + x1a * -4398046511106L + x1b * 17592186044416L + x1c * -4398046511102L + x2a * 2097151L + x2b * -4398042316800L
                    + x2c * 2097153L + 2199024304128L;
                s1 = x0b * -2097153L + x0c * -4398050705408L + x0d * -2097151L + x1b * -4398046511106L + x1c * 17592186044416L + x1d * -4398046511102L + x2b * 2097151L + x2c * -4398042316800L
                    + x2d * 2097153L + 2199024304128L;
                s2 = x1a * -2097153L + x1b * -4398050705408L + x1c * -2097151L + x2a * -4398046511106L + x2b * 17592186044416L + x2c * -4398046511102L + x3a * 2097151L + x3b * -4398042316800L
                    + x3c * 2097153L + 2199024304128L;
                s3 = x1b * -2097153L + x1c * -4398050705408L + x1d * -2097151L + x2b * -4398046511106L + x2c * 17592186044416L + x2d * -4398046511102L + x3b * 2097151L + x3c * -4398042316800L
                    + x3d * 2097153L + 2199024304128L;
                m = s0 & q;
                n = s1 & q;
                if (n > m) m = n;
                n = s2 & q;
                if (n > m) m = n;
                n = s3 & q;
                if (n > m) m = n;
                y[o] = t[(int)((m * 2147483648L + -2248512016220160L) >> 33)];
                m = (s0 >> 21) & q;
                n = (s1 >> 21) & q;
                if (n > m) m = n;
                n = (s2 >> 21) & q;
                if (n > m) m = n;
                n = (s3 >> 21) & q;
                if (n > m) m = n;
                y[o + 1] = t[(int)((m * 2147483648L + -2248512016220160L) >> 33)];
                if (s1 > s0) s0 = s1;
                if (s2 > s0) s0 = s2;
                if (s3 > s0) s0 = s3;
                y[o + 2] = t[(int)(((s0 >> 42) * 2147483648L + 3287797465088L) >> 33)];
                s0 = x0a * 4398046511104L + x0b * 8796093022208L + x0c * 4398046511104L + x1a * 8796093022208L + x1b * 17592186044416L + x1c * 8796093022208L + x2a * 4398046511104L + x2b * 8796093022208L
                    + x2c * 4398046511104L;
                s1 = x0b * 4398046511104L + x0c * 8796093022208L + x0d * 4398046511104L + x1b * 8796093022208L + x1c * 17592186044416L + x1d * 8796093022208L + x2b * 4398046511104L + x2c * 8796093022208L
                    + x2d * 4398046511104L;
                s2 = x1a * 4398046511104L + x1b * 8796093022208L + x1c * 4398046511104L + x2a * 8796093022208L + x2b * 17592186044416L + x2c * 8796093022208L + x3a * 4398046511104L + x3b * 8796093022208L
                    + x3c * 4398046511104L;
                s3 = x1b * 4398046511104L + x1c * 8796093022208L + x1d * 4398046511104L + x2b * 8796093022208L + x2c * 17592186044416L + x2d * 8796093022208L + x3b * 4398046511104L + x3c * 8796093022208L
                    + x3d * 4398046511104L;
                if (s1 > s0) s0 = s1;
                if (s2 > s0) s0 = s2;
                if (s3 > s0) s0 = s3;
                y[o + 3] = t[(int)(((s0 >> 42) * 2147483648L + 17542793920512L) >> 35)];
                x0a = x0c;
                x1a = x1c;
                x2a = x2c;
                x3a = x3c;
                x0b = x0d;
                x1b = x1d;
                x2b = x2d;
                x3b = x3d;
                o += 4;
            }
        }

        private static void Layer1(sbyte[] x, int p, sbyte[] y, int o, sbyte[] t)
        {
            int total0 = 0;
            int total1 = 0;
            int total2 = 0;
            long q = 2097151;
            for (int start = p, below = p + 48; start < below; start += 16)
            {
                p = start;
                long s;
                long x0a0 = x[p];
                long x0a1 = x[p + 1];
                long x0a2 = x[p + 2];
                long x0a3 = x[p + 3];
                long x1a0 = x[p + 16];
                long x1a1 = x[p + 17];
                long x1a2 = x[p + 18];
                long x1a3 = x[p + 19];
                long x0b0, x0b1, x0b2, x0b3, x1b0, x1b1, x1b2, x1b3;
                for (int end = p + 8; p < end; p += 8)
                {
                    x0b0 = x[p + 4];
                    x0b1 = x[p + 5];
                    x0b2 = x[p + 6];
                    x0b3 = x[p + 7];
                    x1b0 = x[p + 20];
                    x1b1 = x[p + 21];
                    x1b2 = x[p + 22];
                    x1b3 = x[p + 23];
                    s = x0a0 * 4398040219651L + x0a1 * 4398052802557L + x0a2 * 4398046511104L + x0a3 * 2097153L + x0b0 * 4398040219651L + x0b1 * 4398052802557L + x0b2 * 4398046511104L + x0b3 * 2097153L
                        + x1a0 * 4398040219651L + x1a1 * 4398052802557L + x1a2 * 4398046511104L + x1a3 * 2097153L + x1b0 * 4398040219651L + x1b1 * 4398052802557L + x1b2 * 4398046511104L + x1b3 * 2097153L
                        + 2199024304128L;
                    total0 += t[(int)(((s & q) * 2147483648L + -2244126854610944L) >> 34)];
                    total1 += t[(int)((((s >> 21) & q) * 2147483648L + -2244126854610944L) >> 34)];
                    total2 += t[(int)(((s >> 42) * 2147483648L + 9871982329856L) >> 34)];
                    x0a0 = x[p + 8];
                    x0a1 = x[p + 9];
                    x0a2 = x[p + 10];
                    x0a3 = x[p + 11];
                    x1a0 = x[p + 24];
                    x1a1 = x[p + 25];
                    x1a2 = x[p + 26];
                    x1a3 = x[p + 27];
                    s = x0b0 * 4398040219651L + x0b1 * 4398052802557L + x0b2 * 4398046511104L + x0b3 * 2097153L + x0a0 * 4398040219651L + x0a1 * 4398052802557L + x0a2 * 4398046511104L + x0a3 * 2097153L
                        + x1b0 * 4398040219651L + x1b1 * 4398052802557L + x1b2 * 4398046511104L + x1b3 * 2097153L + x1a0 * 4398040219651L + x1a1 * 4398052802557L + x1a2 * 4398046511104L + x1a3 * 2097153L
                        + 2199024304128L;
                    total0 += t[(int)(((s & q) * 2147483648L + -2244126854610944L) >> 34)];
                    total1 += t[(int)((((s >> 21) & q) * 2147483648L + -2244126854610944L) >> 34)];
                    total2 += t[(int)(((s >> 42) * 2147483648L + 9871982329856L) >> 34)];
                }
                x0b0 = x[p + 4];
                x0b1 = x[p + 5];
                x0b2 = x[p + 6];
                x0b3 = x[p + 7];
                x1b0 = x[p + 20];
                x1b1 = x[p + 21];
                x1b2 = x[p + 22];
                x1b3 = x[p + 23];
                s = x0a0 * 4398040219651L + x0a1 * 4398052802557L + x0a2 * 4398046511104L + x0a3 * 2097153L + x0b0 * 4398040219651L + x0b1 * 4398052802557L + x0b2 * 4398046511104L + x0b3 * 2097153L
                    + x1a0 * 4398040219651L + x1a1 * 4398052802557L + x1a2 * 4398046511104L + x1a3 * 2097153L + x1b0 * 4398040219651L + x1b1 * 4398052802557L + x1b2 * 4398046511104L + x1b3 * 2097153L
                    + 2199024304128L;
                total0 += t[(int)(((s & q) * 2147483648L + -2244126854610944L) >> 34)];
                total1 += t[(int)((((s >> 21) & q) * 2147483648L + -2244126854610944L) >> 34)];
                total2 += t[(int)(((s >> 42) * 2147483648L + 9871982329856L) >> 34)];
            }
            y[o] = (sbyte)((total0 * 932068 + 4194304) >> 23);
            y[o + 1] = (sbyte)((total1 * 932068 + 4194304) >> 23);
            y[o + 2] = (sbyte)((total2 * 932068 + 4194304) >> 23);
        }

        private static sbyte[] Clamped(int first, int length, int minimum, int maximum)
        {
            sbyte[] table = new sbyte[length];
            for (int i = 0; i < length; i++) table[i] = (sbyte)(first + i < minimum ? minimum : first + i > maximum ? maximum : first + i);
            return table;
        }

        private static sbyte[] Filled(int length, sbyte value)
        {
            sbyte[] values = new sbyte[length];
            for (int i = 0; i < length; i++) values[i] = value;
            return values;
        }
    }
}
