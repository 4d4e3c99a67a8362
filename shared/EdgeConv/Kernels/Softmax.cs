namespace EdgeConv.Kernels
{
    /// <summary>Softmax over the last axis; the output has scale 1/256 and zero point -128.</summary>
    /// <remarks>
    /// Source: TensorFlow Lite Micro's int8 softmax, with the fixed-point functions of gemmlowp's fixedpoint.h; the same bits. A number
    /// "with i integer bits" is an int32 divided by 2^(31 - i). exp depends only on the difference to the row's maximum, one of 256: a
    /// table.
    /// </remarks>
    public sealed class Softmax : IKernel
    {
        private readonly int _rows, _depth;

        // exp(-i steps) with 0 integer bits.
        private readonly int[] _exps = new int[256];

        /// <summary>Prepares a softmax.</summary>
        /// <param name="rows">Vectors, at least 1: the product of all axes but the last.</param>
        /// <param name="depth">Elements of a vector, 1 to 4095.</param>
        /// <param name="multiplier">With <paramref name="leftShift"/>: beta times the input scale times 2^26; 0 to 2^31 - 1.</param>
        /// <param name="leftShift">0 to 31.</param>
        /// <exception cref="System.ArgumentException">A parameter outside its range.</exception>
        public Softmax(int rows, int depth, int multiplier, int leftShift)
        {
            _rows = Argument.AtLeast(1, rows, "rows");
            _depth = Argument.InRange("depth", depth, 1, 4095);
            Argument.AtLeast(0, multiplier, "multiplier");
            Argument.InRange("leftShift", leftShift, 0, 31);
            // Larger differences do not fit 5 integer bits: their exp counts as 0.
            long max = (31L << 26) >> leftShift;
            for (int i = 0; i < 256 && i <= max; i++) _exps[i] = Exp(Product(-i << leftShift, multiplier));
        }

        /// <summary>y [rows, depth] = softmax of each row of x [rows, depth]; x and y may be the same.</summary>
        public void Invoke(sbyte[] x, int xOffset, sbyte[] y, int yOffset)
        {
            int[] exps = _exps;
            int depth = _depth;
            for (int row = 0; row < _rows; row++)
            {
                int end = xOffset + depth, max = -128;
                for (int i = xOffset; i < end; i++)
                    if (x[i] > max) max = x[i];

                // 12 integer bits; at least 1, since the maximum counts 1.
                int sum = 0;
                for (int i = xOffset; i < end; i++) sum += ((exps[max - x[i]] >> 11) + 1) >> 1;

                int shift = 35;
                while (sum > 0)
                {
                    sum <<= 1;
                    shift--;
                }
                // 1 / sum with 1 integer bit: its maximum, 2, is the int just below.
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

        // a * b, rounded; the integer bits add up.
        private static int Product(int a, int b) => (int)(((long)a * b + (1L << 30)) >> 31);

        // x / 2^bits, rounded half away from zero.
        private static int Divide(int x, int bits) => (int)((x + (1L << (bits - 1)) + (x >> 31)) >> bits);

        // exp(x) with 0 integer bits, for x of at most 0 with 5.
        private static int Exp(int x)
        {
            const int Quarter = 1 << 24;
            if (x == 0) return int.MaxValue;
            // x = a - the sum of some of 1/4, 1/2, 1, ... 16, with a in [-1/4, 0): a series around -1/8, then one factor for each of these.
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

        // 2 / (1 + x) with 2 integer bits, for x from 0 to 1 with 0: three Newton steps from the best linear guess.
        private static int Reciprocal(int x)
        {
            int half = (int)((x + (1L << 31)) >> 1), y = 1515870810 + Product(half, -1010580540);
            for (int step = 0; step < 3; step++) y += Product(y, (1 << 29) - Product(half, y)) << 2;
            return y;
        }
    }
}
