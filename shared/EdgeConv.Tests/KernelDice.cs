using EdgeConv.Kernels;

namespace EdgeConv.Tests
{
    /// <summary>Random geometry and quantization for kernel tests: small, with the edges coming up often.</summary>
    public static class KernelDice
    {
        /// <summary>A window over small maps; with padding, dilation and filters larger than the map among them.</summary>
        public static Window2D Window(Dice dice, int channels, int maxRows, bool dilates)
        {
            while (true)
            {
                int height = dice.Between(1, 6), width = dice.OneOf(1, 2, 3, 4, 5, 7, 9);
                int rows = dice.Between(1, maxRows), columns = dice.Between(1, maxRows);
                if (dice.Between(0, 2) == 0) rows = columns = 3;
                int strideY = dice.OneOf(1, 1, 1, 2, 3), strideX = dice.OneOf(1, 1, 1, 2, 3);
                int dilationY = dilates ? dice.OneOf(1, 1, 1, 2) : 1, dilationX = dilates ? dice.OneOf(1, 1, 1, 2, 3) : 1;
                int padTop = dice.OneOf(0, 0, 1, 2), padLeft = dice.OneOf(0, 0, 1, 2), overhang = dice.OneOf(0, 0, 1, 2);
                int freeRows = height + padTop + overhang - (rows - 1) * dilationY - 1;
                int freeColumns = width + padLeft + overhang - (columns - 1) * dilationX - 1;
                if (freeRows < 0 || freeColumns < 0) continue;
                return new Window2D(dice.OneOf(1, 1, 1, 2), height, width, channels, rows, columns, strideY, strideX, dilationY, dilationX,
                    padTop, padLeft, freeRows / strideY + 1, freeColumns / strideX + 1);
            }
        }

        /// <summary>A zero point, often at an end of int8.</summary>
        public static int ZeroPoint(Dice dice) => dice.OneOf(-128, 127, 0, dice.Between(-128, 127));

        /// <summary>
        /// Requantization that spreads sums of <paramref name="taps"/> products over int8, saturating now and then; sometimes with
        /// shifts at the ends of their range.
        /// </summary>
        public static Requantization Requantization(Dice dice, int outputs, int taps)
        {
            int magnitude = -5;
            for (int sum = taps * 2000; sum > 0; sum >>= 1) magnitude++;
            int count = dice.OneOf(1, outputs), zeroPoint = ZeroPoint(dice);
            int[] multipliers = new int[count], shifts = new int[count];
            int spread = dice.Between(0, 9);
            for (int k = 0; k < count; k++)
            {
                multipliers[k] = dice.OneOf(1 << 30, int.MaxValue, (1 << 30) + (int)(dice.Next() >> 2), (1 << 30)
                    + (int)(dice.Next() >> 2));
                shifts[k] = spread == 0 ? dice.OneOf(-31, -21, -20, -1, 0, 1, 3) : -magnitude + dice.Between(0, 3);
            }
            int minimum = dice.OneOf(-128, zeroPoint, zeroPoint, dice.Between(-128, 0));
            int maximum = dice.OneOf(127, 127, dice.Between(minimum, 127));
            return new Requantization(multipliers, shifts, zeroPoint, minimum, maximum < minimum ? minimum : maximum);
        }

        /// <summary>Weights over the whole range, of one magnitude (what fills a lane fastest), or small.</summary>
        public static sbyte[] Weights(Dice dice, int length)
        {
            sbyte[] weights = new sbyte[length];
            switch (dice.Between(0, 5))
            {
                case 0: return dice.Fill(weights, 127, 127);
                case 1: return dice.Fill(weights, -128, -128);
                case 2: return dice.Fill(weights, -3, 3);
                default: return dice.Fill(weights, -128, 127);
            }
        }

        /// <summary>Activations over the whole range, or all at one end of it.</summary>
        public static sbyte[] Activations(Dice dice, int length)
        {
            int end = dice.OneOf(-128, 127);
            return dice.Between(0, 5) == 0 ? dice.Fill(new sbyte[length], end, end) : dice.Fill(new sbyte[length], -128, 127);
        }

        /// <summary>Biases of the size of the sums, or null; now and then near an end of int32.</summary>
        public static int[] Bias(Dice dice, int outputs, int taps)
        {
            if (dice.Between(0, 4) == 0) return null;
            int[] bias = new int[outputs];
            bool extreme = dice.Between(0, 7) == 0;
            for (int k = 0; k < outputs; k++)
            {
                int value = dice.Between(-8000 * taps, 8000 * taps);
                bias[k] = !extreme ? value : value < 0 ? int.MinValue - value : int.MaxValue - value;
            }
            return bias;
        }

        /// <summary>The geometry of a case, for the message of a failure.</summary>
        public static string Describe(int number, Window2D w, int outputs) =>
            "case " + number.ToString() + ": " + OperandDice.Text(new int[] { w.Batches, w.Height, w.Width, w.Channels }) + " -> "
                + OperandDice.Text(new int[] { w.OutHeight, w.OutWidth, outputs }) + ", window "
                + OperandDice.Text(new int[] { w.Rows, w.Columns }) + ", stride " + OperandDice.Text(new int[] { w.StrideY, w.StrideX })
                + ", dilation " + OperandDice.Text(new int[] { w.DilationY, w.DilationX }) + ", pad "
                + OperandDice.Text(new int[] { w.PadTop, w.PadLeft });
    }
}
