namespace EdgeConv.Kernels
{
    /// <summary>Softmax over the last axis; the output has scale 1/256 and zero point -128.</summary>
    /// <remarks>
    /// Source: TensorFlow Lite Micro's int8 softmax with the fixed-point functions of gemmlowp's fixedpoint.h; the results are equal bit
    /// for bit. A number "with i integer bits" is an int32 divided by 2^(31 - i). exp depends only on the difference from the maximum of
    /// the
    /// row, which has 256 possible values, so it is read from a table.
    /// </remarks>
    public sealed class Softmax : IKernel
    {
        private readonly int _rows, _depth;

        // Element i is exp(-i * scale) with 0 integer bits.
        private readonly int[] _exps = new int[256];

        /// <summary>Prepares a softmax.</summary>
        /// <param name="rows">Number of vectors, at least 1: the product of all axes but the last.</param>
        /// <param name="depth">Number of elements of a vector, 1 to 4095.</param>
        /// <param name="multiplier">Together with <paramref name="leftShift"/>: beta * input scale * 2^26; 0 to 2^31 - 1.</param>
        /// <param name="leftShift">0 to 31.</param>
        /// <exception cref="System.ArgumentException">A parameter is outside its range.</exception>
        public Softmax(int rows, int depth, int multiplier, int leftShift)
        {
            _rows = Argument.AtLeast(1, rows, "rows");
            _depth = Argument.InRange("depth", depth, 1, 4095);
            Argument.AtLeast(0, multiplier, "multiplier");
            Argument.InRange("leftShift", leftShift, 0, 31);
            // Greater differences do not fit 5 integer bits; their exp is taken as 0.
            long max = (31L << 26) >> leftShift;
            for (int i = 0; i < 256 && i <= max; i++) _exps[i] = Exp(Product(-i << leftShift, multiplier));
        }

        /// <summary>Computes y [rows, depth], the softmax of each row of x [rows, depth]. y may be the same array part as x.</summary>
        public void Invoke(sbyte[] x, int xOffset, sbyte[] y, int yOffset)
        {
            int[] exps = _exps;
            int depth = _depth;
            for (int row = 0; row < _rows; row++)
            {
                int end = xOffset + depth, max = -128;
                for (int i = xOffset; i < end; i++)
                    if (x[i] > max) max = x[i];

                // The sum has 12 integer bits. It is at least 1, because the exp of the maximum is 1.
                int sum = 0;
                for (int i = xOffset; i < end; i++) sum += ((exps[max - x[i]] >> 11) + 1) >> 1;

                int shift = 35;
                while (sum > 0)
                {
                    sum <<= 1;
                    shift--;
                }
                // scale is 1 / sum with 1 integer bit. Its maximum is 2, which is represented by int.MaxValue.
                long scale = 2L * Reciprocal(sum & int.MaxValue), round = 1L << (shift - 1);
                if (scale > int.MaxValue) scale = int.MaxValue;
                for (int i = xOffset; i < end; i++)
                {
                    int share = (int)(((scale * exps[max - x[i]] + (1L << 30)) >> 31) + round >> shift);
                    y[yOffset++] = (sbyte)(share > 255 ? 127 : share - 128);
                }
                xOffset = end;
            }
        }

        // Returns a * b, rounded; its number of integer bits is the sum of those of a and b.
        private static int Product(int a, int b) => (int)(((long)a * b + (1L << 30)) >> 31);

        // Returns x / 2^bits, rounded half away from zero.
        private static int Divide(int x, int bits) => (int)((x + (1L << (bits - 1)) + (x >> 31)) >> bits);

        // Returns exp(x) with 0 integer bits, for x <= 0 with 5 integer bits.
        private static int Exp(int x)
        {
            const int Quarter = 1 << 24;
            if (x == 0) return int.MaxValue;
            // x is split into a in [-1/4, 0) minus some of 1/4, 1/2, 1, ... 16. exp(a) is a series around -1/8; each of the others is a
            // factor.
            int a = (x & (Quarter - 1)) - Quarter, d = (a << 5) + (1 << 28);
            int d2 = Product(d, d), d3 = Product(d2, d), d4 = Product(d2, d2);
            int higher = Divide(Product(Divide(d4, 2) + d3, 715827883) + d2, 1);
            int result = 1895147668 + Product(1895147668, d + higher), rest = (a - x) / Quarter;
            if ((rest & 1) != 0) result = Product(result, 1672461947);
            if ((rest & 2) != 0) result = Product(result, 1302514674);
            if ((rest & 4) != 0) result = Product(result, 790015084);
            if ((rest & 8) != 0) result = Product(result, 290630308);
            if ((rest & 16) != 0) result = Product(result, 39332535);
            if ((rest & 32) != 0) result = Product(result, 720401);
            return (rest & 64) != 0 ? Product(result, 242) : result;
        }

        // Returns 2 / (1 + x) with 2 integer bits, for x in 0..1 with 0 integer bits: three Newton steps from a linear approximation.
        private static int Reciprocal(int x)
        {
            int half = (int)((x + (1L << 31)) >> 1), y = 1515870810 + Product(half, -1010580540);
            for (int step = 0; step < 3; step++) y += Product(y, (1 << 29) - Product(half, y)) << 2;
            return y;
        }
    }
}
