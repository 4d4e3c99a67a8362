using System;

namespace EdgeConv.Kernels
{
    /// <summary>Tables of 256 results for <see cref="LookupTable"/>, built by integers only, bit for bit what TensorFlow Lite Micro's reference
    /// kernels give. Zero points are int8, multipliers 0 to 2^31 - 1, shifts -31 to 30.</summary>
    public static class ActivationTables
    {
        /// <summary>ReLU with a change of scale; with the full range, the change of scale alone.</summary>
        /// <exception cref="ArgumentException"><paramref name="inputZeroPoint"/> is not int8.</exception>
        public static sbyte[] Relu(int inputZeroPoint, Requantization output)
        {
            Requantization.CheckZeroPoint("inputZeroPoint", inputZeroPoint);
            sbyte[] table = new sbyte[256];
            for (int i = 0; i < 256; i++)
            {
                int y = Requantize.Apply(i - 128 - inputZeroPoint, output.Multipliers[0], output.Shifts[0]) + output.ZeroPoint;
                table[i] = Clamp(y, output.Minimum, output.Maximum);
            }
            return table;
        }

        /// <summary>ReLU6 without a change of scale: <paramref name="zero"/> and <paramref name="six"/> are the int8 values of 0 and 6.</summary>
        /// <exception cref="ArgumentException">Not -128 &lt;= zero &lt;= six &lt;= 127.</exception>
        public static sbyte[] Relu6(int zero, int six)
        {
            if (zero < -128 || six > 127 || zero > six)
                throw new ArgumentException("range " + zero.ToString() + " to " + six.ToString() + " is empty or not int8");
            sbyte[] table = new sbyte[256];
            for (int i = 0; i < 256; i++) table[i] = Clamp(i - 128, zero, six);
            return table;
        }

        /// <summary>Leaky ReLU: one scale from 0 up, another, alpha times it, below.</summary>
        /// <param name="inputZeroPoint">The int8 value of 0.</param>
        /// <param name="identity">Requantization of values from 0 up; its zero point is the output's.</param>
        /// <param name="alphaMultiplier">Multiplier of values below 0, negative for a negative alpha, above -2^31.</param>
        /// <param name="alphaShift">Shift of values below 0.</param>
        /// <exception cref="ArgumentException">A parameter outside its range.</exception>
        public static sbyte[] LeakyRelu(int inputZeroPoint, Requantization identity, int alphaMultiplier, int alphaShift)
        {
            Requantization.CheckZeroPoint("inputZeroPoint", inputZeroPoint);
            CheckShift("alphaShift", alphaShift, -31, 30);
            if (alphaMultiplier == int.MinValue) throw new ArgumentException("alphaMultiplier: " + alphaMultiplier.ToString());
            sbyte[] table = new sbyte[256];
            for (int i = 0; i < 256; i++)
            {
                int x = i - 128 - inputZeroPoint;
                int y;
                if (x >= 0) y = Requantize.Apply(x, identity.Multipliers[0], identity.Shifts[0]);
                else if (alphaMultiplier < 0) y = -Requantize.Apply(x, -alphaMultiplier, alphaShift);
                else y = Requantize.Apply(x, alphaMultiplier, alphaShift);
                table[i] = Clamp(y + identity.ZeroPoint, identity.Minimum, identity.Maximum);
            }
            return table;
        }

        /// <summary>Sigmoid; the output has scale 1/256 and zero point -128.</summary>
        /// <param name="inputZeroPoint">The int8 value of 0.</param>
        /// <param name="multiplier">With <paramref name="shift"/>: the input scale times 2^27.</param>
        /// <param name="shift">-31 to 30.</param>
        /// <exception cref="ArgumentException">A parameter outside its range.</exception>
        public static sbyte[] Sigmoid(int inputZeroPoint, int multiplier, int shift)
        {
            return Curve(false, inputZeroPoint, multiplier, shift);
        }

        /// <summary>Hyperbolic tangent; the output has scale 1/128 and zero point 0. Parameters as for <see cref="Sigmoid"/>.</summary>
        /// <exception cref="ArgumentException">A parameter outside its range.</exception>
        public static sbyte[] Tanh(int inputZeroPoint, int multiplier, int shift)
        {
            return Curve(true, inputZeroPoint, multiplier, shift);
        }

        /// <summary>Hard-swish, x * ReLU6(x + 3) / 6, in 16-bit fixed point.</summary>
        /// <param name="inputZeroPoint">The int8 value of 0 at the input.</param>
        /// <param name="outputMultiplier">With <paramref name="outputExponent"/>: input scale / (128 * output scale); 0 to 32767.</param>
        /// <param name="outputExponent">-15 to 0.</param>
        /// <param name="reluishMultiplier">With <paramref name="reluishExponent"/>: input scale / 128 * 32768 / 3; 0 to 32767.</param>
        /// <param name="reluishExponent">-15 to 15.</param>
        /// <param name="outputZeroPoint">The int8 value of 0 at the output.</param>
        /// <exception cref="ArgumentException">A parameter outside its range.</exception>
        public static sbyte[] HardSwish(int inputZeroPoint, int outputMultiplier, int outputExponent, int reluishMultiplier, int reluishExponent,
            int outputZeroPoint)
        {
            Requantization.CheckZeroPoint("inputZeroPoint", inputZeroPoint);
            Requantization.CheckZeroPoint("outputZeroPoint", outputZeroPoint);
            CheckShift("outputMultiplier", outputMultiplier, 0, 32767);
            CheckShift("reluishMultiplier", reluishMultiplier, 0, 32767);
            CheckShift("outputExponent", outputExponent, -15, 0);
            CheckShift("reluishExponent", reluishExponent, -15, 15);
            sbyte[] table = new sbyte[256];
            for (int i = 0; i < 256; i++)
            {
                // All of this holds 16 bits, saturated.
                int fine = (i - 128 - inputZeroPoint) << 7;
                int scaled = (fine * outputMultiplier + (1 << 14)) >> 15;
                int reluish = fine;
                if (reluishExponent > 0) reluish = Clamp16(reluish << (reluishExponent - 1));
                reluish = (reluish * reluishMultiplier + (1 << 14)) >> 15;
                if (reluishExponent > 0) reluish = Clamp16(reluish << 1);
                if (reluishExponent < 0) reluish = FixedPoint.Divide(reluish, -reluishExponent);
                reluish = (reluish + 32768) >> 1;
                int y = reluish * scaled / 32768;
                if (outputExponent < 0) y = FixedPoint.Divide(y, -outputExponent);
                table[i] = Clamp(y + outputZeroPoint, -128, 127);
            }
            return table;
        }

        // tanh is a sigmoid of 2x stretched from (0, 1) to (-1, 1): both share the input's 4 integer bits and the reciprocal of 1 + exp.
        private static sbyte[] Curve(bool tanh, int zeroPoint, int multiplier, int shift)
        {
            Requantization.CheckZeroPoint("zeroPoint", zeroPoint);
            CheckShift("shift", shift, -31, 30);
            if (multiplier < 0) throw new ArgumentException("multiplier: " + multiplier.ToString() + " is below 0");
            // From here on the input does not fit 4 integer bits: the curve is flat.
            long radius = shift < 0 ? 256 : (15L << 27) >> shift;
            sbyte[] table = new sbyte[256];
            for (int i = 0; i < 256; i++)
            {
                int x = i - 128 - zeroPoint;
                int y;
                if (x <= -radius || x >= radius) y = x < 0 || radius == 0 && x == 0 ? -128 : 127;
                else
                {
                    int scaled = Requantize.Apply(x, multiplier, shift);
                    bool negative = scaled < 0;
                    int reciprocal = FixedPoint.Reciprocal(FixedPoint.Exp(negative ? scaled : -scaled, tanh ? 5 : 4));
                    if (tanh)
                    {
                        int q = scaled == 0 ? 0 : FixedPoint.Raise(reciprocal - (1 << 29), 2);
                        y = FixedPoint.Divide(negative ? -q : q, 24);
                    }
                    else
                    {
                        int q = scaled == 0 ? 1 << 30 : FixedPoint.Raise(reciprocal, 1);
                        y = FixedPoint.Divide(negative ? int.MaxValue - q : q, 23) - 128;
                    }
                }
                table[i] = Clamp(y, -128, 127);
            }
            return table;
        }

        private static sbyte Clamp(int y, int minimum, int maximum)
        {
            return (sbyte)(y < minimum ? minimum : y > maximum ? maximum : y);
        }

        private static int Clamp16(int x)
        {
            return x < -32768 ? -32768 : x > 32767 ? 32767 : x;
        }

        private static void CheckShift(string name, int value, int low, int high)
        {
            if (value < low || value > high)
                throw new ArgumentException(name + ": " + value.ToString() + " is not within " + low.ToString() + " to " + high.ToString());
        }
    }
}
