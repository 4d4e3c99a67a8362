using System;

namespace EdgeConv.Benchmarks
{
    /// <summary>
    /// The baseline of every "times faster": layers as nested loops, the way a textbook writes them. Sums take no padding and zero points
    /// of 0: what models have of these goes into a padded copy and into the bias. Not to be tuned: the IL per multiply-accumulate is part
    /// of the benchmark, and a test holds it.
    /// </summary>
    public static class Textbook
    {
        /// <summary>Convolution 3x3: y[row, column, k] = sum over i, j, d of x[row + i, column + j, d] * w[k, i, j, d].</summary>
        public static void Conv3x3(sbyte[] x, int height, int width, int channels, sbyte[] w, int outputs, int[] y)
        {
            int outHeight = height - 2, outWidth = width - 2;
            for (int row = 0; row < outHeight; row++)
                for (int column = 0; column < outWidth; column++)
                    for (int k = 0; k < outputs; k++)
                    {
                        int sum = 0;
                        for (int i = 0; i < 3; i++)
                            for (int j = 0; j < 3; j++)
                                for (int d = 0; d < channels; d++)
                                    sum += x[((row + i) * width + column + j) * channels + d] * w[((k * 3 + i) * 3 + j) * channels + d];
                        y[(row * outWidth + column) * outputs + k] = sum;
                    }
        }

        /// <summary>
        /// Convolution 1x1 over some positions; one position is a fully connected layer: y[position, k] = sum over d of x[position, d] *
        /// w[k, d].
        /// </summary>
        public static void Conv1x1(sbyte[] x, int positions, int channels, sbyte[] w, int outputs, int[] y)
        {
            for (int position = 0; position < positions; position++)
                for (int k = 0; k < outputs; k++)
                {
                    int sum = 0;
                    for (int d = 0; d < channels; d++) sum += x[position * channels + d] * w[k * channels + d];
                    y[position * outputs + k] = sum;
                }
        }

        /// <summary>Depthwise convolution 3x3: y[row, column, d] = sum over i, j of x[row + i, column + j, d] * w[i, j, d].</summary>
        public static void Depthwise3x3(sbyte[] x, int height, int width, int channels, sbyte[] w, int[] y)
        {
            int outHeight = height - 2, outWidth = width - 2;
            for (int row = 0; row < outHeight; row++)
                for (int column = 0; column < outWidth; column++)
                    for (int d = 0; d < channels; d++)
                    {
                        int sum = 0;
                        for (int i = 0; i < 3; i++)
                            for (int j = 0; j < 3; j++)
                                sum += x[((row + i) * width + column + j) * channels + d] * w[(i * 3 + j) * channels + d];
                        y[(row * outWidth + column) * channels + d] = sum;
                    }
        }

        /// <summary>Convolution of any filter and stride, for the layers of models that are neither 3x3 nor 1x1 at stride 1.</summary>
        public static void Conv(sbyte[] x, int width, int channels, sbyte[] w, int rows, int columns, int strideY, int strideX,
            int outHeight, int outWidth, int outputs, int[] y)
        {
            for (int row = 0; row < outHeight; row++)
                for (int column = 0; column < outWidth; column++)
                    for (int k = 0; k < outputs; k++)
                    {
                        int sum = 0;
                        for (int i = 0; i < rows; i++)
                            for (int j = 0; j < columns; j++)
                                for (int d = 0; d < channels; d++)
                                    sum += x[((row * strideY + i) * width + column * strideX + j) * channels + d]
                                        * w[((k * rows + i) * columns + j) * channels + d];
                        y[(row * outWidth + column) * outputs + k] = sum;
                    }
        }

        /// <summary>
        /// Depthwise convolution of any filter, stride and channel multiplier, for the layers of models that are not 3x3 at stride 1.
        /// </summary>
        public static void Depthwise(sbyte[] x, int width, int channels, sbyte[] w, int rows, int columns, int strideY, int strideX,
            int outHeight, int outWidth, int multiplier, int[] y)
        {
            for (int row = 0; row < outHeight; row++)
                for (int column = 0; column < outWidth; column++)
                    for (int d = 0; d < channels; d++)
                        for (int m = 0; m < multiplier; m++)
                        {
                            int k = d * multiplier + m;
                            int sum = 0;
                            for (int i = 0; i < rows; i++)
                                for (int j = 0; j < columns; j++)
                                    sum += x[((row * strideY + i) * width + column * strideX + j) * channels + d]
                                        * w[(i * columns + j) * channels * multiplier + k];
                            y[(row * outWidth + column) * channels * multiplier + k] = sum;
                        }
        }

        /// <summary>Copies a map of rows into the middle of a wider one.</summary>
        public static void Pad(sbyte[] x, int rows, int rowLength, sbyte[] padded, int first, int paddedRowLength)
        {
            for (int row = 0; row < rows; row++) Array.Copy(x, row * rowLength, padded, first + row * paddedRowLength, rowLength);
        }

        /// <summary>An array of one value: a padded map before its middle is copied in.</summary>
        public static sbyte[] Filled(int length, int value)
        {
            sbyte[] filled = new sbyte[length];
            for (int i = 0; i < length; i++) filled[i] = (sbyte)value;
            return filled;
        }

        /// <summary>The maximum of 2x2 activations, stride 2.</summary>
        public static void MaxPool2x2(sbyte[] x, int height, int width, int channels, sbyte[] y)
        {
            for (int row = 0; row < height / 2; row++)
                for (int column = 0; column < width / 2; column++)
                    for (int d = 0; d < channels; d++)
                    {
                        int max = -128;
                        for (int i = 0; i < 2; i++)
                            for (int j = 0; j < 2; j++)
                            {
                                int value = x[((row * 2 + i) * width + column * 2 + j) * channels + d];
                                if (value > max) max = value;
                            }
                        y[(row * (width / 2) + column) * channels + d] = (sbyte)max;
                    }
        }

        /// <summary>Sums to activations by TensorFlow Lite's double rounding, as its reference has it: two calls each.</summary>
        public static void Requantize(int[] sums, int multiplier, int rightShift, int zeroPoint, sbyte[] y)
        {
            for (int n = 0; n < sums.Length; n++)
            {
                int value = RoundingDivideByPowerOfTwo(DoublingHighMultiply(sums[n], multiplier), rightShift) + zeroPoint;
                if (value < -128) value = -128;
                if (value > 127) value = 127;
                y[n] = (sbyte)value;
            }
        }

        /// <summary>The same with a bias, multiplier and shift per channel, and an activation range.</summary>
        public static void RequantizeChannels(int[] sums, int count, int[] bias, int[] multipliers, int[] rightShifts, int zeroPoint,
            int minimum, int maximum, sbyte[] y)
        {
            int channels = bias.Length;
            for (int n = 0; n < count; n += channels)
                for (int k = 0; k < channels; k++)
                {
                    int value = RoundingDivideByPowerOfTwo(DoublingHighMultiply(sums[n + k] + bias[k], multipliers[k]), rightShifts[k])
                        + zeroPoint;
                    if (value < minimum) value = minimum;
                    if (value > maximum) value = maximum;
                    y[n + k] = (sbyte)value;
                }
        }

        private static int DoublingHighMultiply(int a, int b)
        {
            return (int)(((long)a * b + (1L << 30)) >> 31);
        }

        private static int RoundingDivideByPowerOfTwo(int x, int exponent)
        {
            int mask = (1 << exponent) - 1;
            int remainder = x & mask;
            int threshold = (mask >> 1) + (x < 0 ? 1 : 0);
            return (x >> exponent) + (remainder > threshold ? 1 : 0);
        }
    }
}
