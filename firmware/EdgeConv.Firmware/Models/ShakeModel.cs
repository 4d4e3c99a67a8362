// shake: 1x1x64x3 -> 1x1x7x1, 3390 multiply-accumulates, 60 parameters.
// 22391 IL instructions per inference (21907 to 22391 over three inputs); RAM 980 bytes, of which arena 564.
// Made by: edgeconv compile shake.json --out ShakeModel.cs --namespace EdgeConv.Firmware --class ShakeModel
using System;
using EdgeConv;
using EdgeConv.Kernels;
using EdgeConv.Models;

namespace EdgeConv.Firmware
{
    /// <summary>shake, compiled: 22391 IL instructions per inference (21907 to 22391 over three inputs), RAM 980 bytes.</summary>
    public sealed class ShakeModel : IModel
    {
        private readonly sbyte[] _arena = new sbyte[564];
        private readonly sbyte[] _clamp0To255 = Clamped(-128, 384, -128, 127);
        private readonly Pool2D _layer1 = new Pool2D(new Window2D(1, 1, 62, 6, 1, 8, 1, 8, 1, 1, 0, 0, 1, 7), PoolKind.Maximum, -128, 127);

        /// <inheritdoc/>
        public TensorInfo Input { get; } = new TensorInfo(new int[] { 1, 1, 64, 3 }, 256f, 0);

        /// <inheritdoc/>
        public TensorInfo Output { get; } = new TensorInfo(new int[] { 1, 1, 7, 1 }, 256f, -128);

        /// <inheritdoc/>
        public void Invoke(sbyte[] input, sbyte[] output)
        {
            sbyte[] a = _arena;
            Array.Copy(input, 0, a, 372, 192);
            // 0: CONV_2D 1x1x64x3 -> 1x1x62x6
            Layer0(a, 372, a, 0);
            // 1: MAX_POOL_2D 1x1x62x6 -> 1x1x7x6
            _layer1.Invoke(a, 0, a, 372);
            // 2: CONV_2D 1x1x7x6 -> 1x1x7x1
            Layer2(a, 372, a, 0, _clamp0To255);
            Array.Copy(a, 0, output, 0, 7);
        }

        private static void Layer0(sbyte[] x, int p, sbyte[] y, int o)
        {
            int v;
            long q = 2097151;
            long s;
            long x0a0 = x[p];
            long x0a1 = x[p + 1];
            long x0a2 = x[p + 2];
            long x0b0 = x[p + 3];
            long x0b1 = x[p + 4];
            long x0b2 = x[p + 5];
            long x0c0, x0c1, x0c2;
            for (int end = p + 180; p < end; p += 9)
            {
                x0c0 = x[p + 6];
                x0c1 = x[p + 7];
                x0c2 = x[p + 8];
                s = x0a0 * 2097151L + x0a1 * -4398046511104L + x0b0 * -4194302L + x0b1 * 8796093022208L + x0c0 * 2097151L + x0c1 * -4398046511104L + 2199024304128L;
                v = (int)(((s & q) * 2147483648L + -2251868264726528L) >> 29);
                if (v < -128) v = -128;
                else if (v > 127) v = 127;
                y[o] = (sbyte)v;
                v = (int)((((s >> 21) & q) * 2147483648L + -2251868264726528L) >> 29);
                if (v < -128) v = -128;
                else if (v > 127) v = 127;
                y[o + 1] = (sbyte)v;
                v = (int)(((s >> 42) * 2147483648L + -68451041280L) >> 29);
                if (v < -128) v = -128;
                else if (v > 127) v = 127;
                y[o + 2] = (sbyte)v;
                s = x0a1 * 1L + x0a2 * 4398044413952L + x0b1 * -2L + x0b2 * -8796088827904L + x0c1 * 1L + x0c2 * 4398044413952L + 2199024304128L;
                v = (int)(((s & q) * 2147483648L + -2251868264726528L) >> 29);
                if (v < -128) v = -128;
                else if (v > 127) v = 127;
                y[o + 3] = (sbyte)v;
                v = (int)((((s >> 21) & q) * 2147483648L + -2251868264726528L) >> 29);
                if (v < -128) v = -128;
                else if (v > 127) v = 127;
                y[o + 4] = (sbyte)v;
                v = (int)(((s >> 42) * 2147483648L + -68451041280L) >> 29);
                if (v < -128) v = -128;
                else if (v > 127) v = 127;
                y[o + 5] = (sbyte)v;
                x0a0 = x[p + 9];
                x0a1 = x[p + 10];
                x0a2 = x[p + 11];
                s = x0b0 * 2097151L + x0b1 * -4398046511104L + x0c0 * -4194302L + x0c1 * 8796093022208L + x0a0 * 2097151L + x0a1 * -4398046511104L + 2199024304128L;
                v = (int)(((s & q) * 2147483648L + -2251868264726528L) >> 29);
                if (v < -128) v = -128;
                else if (v > 127) v = 127;
                y[o + 6] = (sbyte)v;
                v = (int)((((s >> 21) & q) * 2147483648L + -2251868264726528L) >> 29);
                if (v < -128) v = -128;
                else if (v > 127) v = 127;
                y[o + 7] = (sbyte)v;
                v = (int)(((s >> 42) * 2147483648L + -68451041280L) >> 29);
                if (v < -128) v = -128;
                else if (v > 127) v = 127;
                y[o + 8] = (sbyte)v;
                s = x0b1 * 1L + x0b2 * 4398044413952L + x0c1 * -2L + x0c2 * -8796088827904L + x0a1 * 1L + x0a2 * 4398044413952L + 2199024304128L;
                v = (int)(((s & q) * 2147483648L + -2251868264726528L) >> 29);
                if (v < -128) v = -128;
                else if (v > 127) v = 127;
                y[o + 9] = (sbyte)v;
                v = (int)((((s >> 21) & q) * 2147483648L + -2251868264726528L) >> 29);
                if (v < -128) v = -128;
                else if (v > 127) v = 127;
                y[o + 10] = (sbyte)v;
                v = (int)(((s >> 42) * 2147483648L + -68451041280L) >> 29);
                if (v < -128) v = -128;
                else if (v > 127) v = 127;
                y[o + 11] = (sbyte)v;
                x0b0 = x[p + 12];
                x0b1 = x[p + 13];
                x0b2 = x[p + 14];
                s = x0c0 * 2097151L + x0c1 * -4398046511104L + x0a0 * -4194302L + x0a1 * 8796093022208L + x0b0 * 2097151L + x0b1 * -4398046511104L + 2199024304128L;
                v = (int)(((s & q) * 2147483648L + -2251868264726528L) >> 29);
                if (v < -128) v = -128;
                else if (v > 127) v = 127;
                y[o + 12] = (sbyte)v;
                v = (int)((((s >> 21) & q) * 2147483648L + -2251868264726528L) >> 29);
                if (v < -128) v = -128;
                else if (v > 127) v = 127;
                y[o + 13] = (sbyte)v;
                v = (int)(((s >> 42) * 2147483648L + -68451041280L) >> 29);
                if (v < -128) v = -128;
                else if (v > 127) v = 127;
                y[o + 14] = (sbyte)v;
                s = x0c1 * 1L + x0c2 * 4398044413952L + x0a1 * -2L + x0a2 * -8796088827904L + x0b1 * 1L + x0b2 * 4398044413952L + 2199024304128L;
                v = (int)(((s & q) * 2147483648L + -2251868264726528L) >> 29);
                if (v < -128) v = -128;
                else if (v > 127) v = 127;
                y[o + 15] = (sbyte)v;
                v = (int)((((s >> 21) & q) * 2147483648L + -2251868264726528L) >> 29);
                if (v < -128) v = -128;
                else if (v > 127) v = 127;
                y[o + 16] = (sbyte)v;
                v = (int)(((s >> 42) * 2147483648L + -68451041280L) >> 29);
                if (v < -128) v = -128;
                else if (v > 127) v = 127;
                y[o + 17] = (sbyte)v;
                o += 18;
            }
            x0c0 = x[p + 6];
            x0c1 = x[p + 7];
            x0c2 = x[p + 8];
            s = x0a0 * 2097151L + x0a1 * -4398046511104L + x0b0 * -4194302L + x0b1 * 8796093022208L + x0c0 * 2097151L + x0c1 * -4398046511104L + 2199024304128L;
            v = (int)(((s & q) * 2147483648L + -2251868264726528L) >> 29);
            if (v < -128) v = -128;
            else if (v > 127) v = 127;
            y[o] = (sbyte)v;
            v = (int)((((s >> 21) & q) * 2147483648L + -2251868264726528L) >> 29);
            if (v < -128) v = -128;
            else if (v > 127) v = 127;
            y[o + 1] = (sbyte)v;
            v = (int)(((s >> 42) * 2147483648L + -68451041280L) >> 29);
            if (v < -128) v = -128;
            else if (v > 127) v = 127;
            y[o + 2] = (sbyte)v;
            s = x0a1 * 1L + x0a2 * 4398044413952L + x0b1 * -2L + x0b2 * -8796088827904L + x0c1 * 1L + x0c2 * 4398044413952L + 2199024304128L;
            v = (int)(((s & q) * 2147483648L + -2251868264726528L) >> 29);
            if (v < -128) v = -128;
            else if (v > 127) v = 127;
            y[o + 3] = (sbyte)v;
            v = (int)((((s >> 21) & q) * 2147483648L + -2251868264726528L) >> 29);
            if (v < -128) v = -128;
            else if (v > 127) v = 127;
            y[o + 4] = (sbyte)v;
            v = (int)(((s >> 42) * 2147483648L + -68451041280L) >> 29);
            if (v < -128) v = -128;
            else if (v > 127) v = 127;
            y[o + 5] = (sbyte)v;
            x0a0 = x[p + 9];
            x0a1 = x[p + 10];
            x0a2 = x[p + 11];
            s = x0b0 * 2097151L + x0b1 * -4398046511104L + x0c0 * -4194302L + x0c1 * 8796093022208L + x0a0 * 2097151L + x0a1 * -4398046511104L + 2199024304128L;
            v = (int)(((s & q) * 2147483648L + -2251868264726528L) >> 29);
            if (v < -128) v = -128;
            else if (v > 127) v = 127;
            y[o + 6] = (sbyte)v;
            v = (int)((((s >> 21) & q) * 2147483648L + -2251868264726528L) >> 29);
            if (v < -128) v = -128;
            else if (v > 127) v = 127;
            y[o + 7] = (sbyte)v;
            v = (int)(((s >> 42) * 2147483648L + -68451041280L) >> 29);
            if (v < -128) v = -128;
            else if (v > 127) v = 127;
            y[o + 8] = (sbyte)v;
            s = x0b1 * 1L + x0b2 * 4398044413952L + x0c1 * -2L + x0c2 * -8796088827904L + x0a1 * 1L + x0a2 * 4398044413952L + 2199024304128L;
            v = (int)(((s & q) * 2147483648L + -2251868264726528L) >> 29);
            if (v < -128) v = -128;
            else if (v > 127) v = 127;
            y[o + 9] = (sbyte)v;
            v = (int)((((s >> 21) & q) * 2147483648L + -2251868264726528L) >> 29);
            if (v < -128) v = -128;
            else if (v > 127) v = 127;
            y[o + 10] = (sbyte)v;
            v = (int)(((s >> 42) * 2147483648L + -68451041280L) >> 29);
            if (v < -128) v = -128;
            else if (v > 127) v = 127;
            y[o + 11] = (sbyte)v;
        }

        private static void Layer2(sbyte[] x, int p, sbyte[] y, int o, sbyte[] t)
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
