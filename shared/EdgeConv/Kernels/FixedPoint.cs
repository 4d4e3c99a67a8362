namespace EdgeConv.Kernels
{
    /// <summary>Fixed-point functions for building tables: a number "with i integer bits" is an int32 divided by 2^(31 - i).</summary>
    /// <remarks>Source: gemmlowp's fixedpoint.h, as TensorFlow Lite's int8 softmax, sigmoid and tanh use it; the same bits.</remarks>
    public static class FixedPoint
    {
        /// <summary>a * b, rounded; the integer bits add up. Not for -2^31 times itself.</summary>
        public static int Product(int a, int b) => (int)(((long)a * b + (1L << 30)) >> 31);

        /// <summary>x / 2^bits, rounded half away from zero; bits 1 to 31.</summary>
        public static int Divide(int x, int bits) => (int)((x + (1L << (bits - 1)) + (x >> 31)) >> bits);

        /// <summary>exp(x) with 0 integer bits, for x of at most 0 with 4 or 5.</summary>
        public static int Exp(int x, int integerBits)
        {
            if (x == 0) return int.MaxValue;
            int quarter = 1 << (29 - integerBits);
            // x = a - the sum of some of 1/4, 1/2, 1, ... 16, with a in [-1/4, 0): a series around -1/8, then one factor for each of these.
            int a = (x & (quarter - 1)) - quarter;
            int d = (a << integerBits) + (1 << 28);
            int d2 = Product(d, d), d3 = Product(d2, d), d4 = Product(d2, d2);
            int higher = Divide(Product(Divide(d4, 2) + d3, 715827883) + d2, 1);
            int result = 1895147668 + Product(1895147668, d + higher);
            int rest = (a - x) / quarter;
            if ((rest & 1) != 0) result = Product(result, 1672461947);
            if ((rest & 2) != 0) result = Product(result, 1302514674);
            if ((rest & 4) != 0) result = Product(result, 790015084);
            if ((rest & 8) != 0) result = Product(result, 290630308);
            if ((rest & 16) != 0) result = Product(result, 39332535);
            if ((rest & 32) != 0) result = Product(result, 720401);
            if ((rest & 64) != 0) result = Product(result, 242);
            return result;
        }

        /// <summary>2 / (1 + x) with 2 integer bits, for x from 0 to 1 with 0: three Newton steps from the best linear guess.</summary>
        public static int Reciprocal(int x)
        {
            int half = (int)(((long)x + (1L << 31)) >> 1);
            int y = 1515870810 + Product(half, -1010580540);
            for (int step = 0; step < 3; step++) y += Product(y, (1 << 29) - Product(half, y)) << 2;
            return y;
        }

        /// <summary>x * 2^bits, held within int32.</summary>
        public static int Raise(int x, int bits)
        {
            long raised = (long)x << bits;
            return raised > int.MaxValue ? int.MaxValue : raised < int.MinValue ? int.MinValue : (int)raised;
        }
    }
}
