using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// How int32 sums become int8: a multiplier and shift per output channel or one for all, then zero point, then the activation
    /// range.
    /// </summary>
    public sealed class Requantization
    {
        /// <summary>Fixed-point multipliers, 0 to 2^31 - 1: one for all channels or K.</summary>
        public readonly int[] Multipliers;

        /// <summary>Shifts, -31 (right) to 30 (left): as many as multipliers.</summary>
        public readonly int[] Shifts;

        /// <summary>Added after scaling, -128 to 127.</summary>
        public readonly int ZeroPoint;

        /// <summary>Least output of the fused activation, -128 to 127.</summary>
        public readonly int Minimum;

        /// <summary>Greatest output of the fused activation, Minimum to 127.</summary>
        public readonly int Maximum;

        /// <summary>Describes a requantization; the arrays are kept, not copied.</summary>
        /// <exception cref="ArgumentException">A value outside its range, or arrays of different lengths.</exception>
        public Requantization(int[] multipliers, int[] shifts, int zeroPoint, int minimum, int maximum)
        {
            if (multipliers == null || multipliers.Length == 0) throw new ArgumentException("multipliers: at least one");
            if (shifts == null || shifts.Length != multipliers.Length)
                throw new ArgumentException("shifts: as many as multipliers, " + multipliers.Length.ToString());
            for (int k = 0; k < multipliers.Length; k++)
            {
                Argument.AtLeast(0, multipliers[k], "multiplier");
                Argument.InRange("shift", shifts[k], -31, 30);
            }
            Multipliers = multipliers;
            Shifts = shifts;
            ZeroPoint = Argument.InRange("zeroPoint", zeroPoint, -128, 127);
            Minimum = Argument.InRange("minimum", minimum, -128, 127);
            Maximum = Argument.InRange("maximum", maximum, minimum, 127);
        }

        /// <summary>The multiplier of output channel <paramref name="k"/>.</summary>
        public int MultiplierOf(int k) => Multipliers.Length == 1 ? Multipliers[0] : Multipliers[k];

        /// <summary>The shift of output channel <paramref name="k"/>.</summary>
        public int ShiftOf(int k) => Shifts.Length == 1 ? Shifts[0] : Shifts[k];

        /// <summary>Refuses multipliers for another number of output channels.</summary>
        /// <exception cref="ArgumentException">Neither one multiplier nor one per output channel.</exception>
        internal void CheckChannels(int outputs)
        {
            if (Multipliers.Length != 1 && Multipliers.Length != outputs)
                throw new ArgumentException("requantization: " + Multipliers.Length.ToString() + " multipliers for " + outputs.ToString()
                    + " output channels");
        }

        // Double rounding in one shift, for right shifts e of 1 to 20, where nothing below leaves 63 bits. With t = (sum * M + 2^30) >> 31,
        // TFLite gives (t + 2^(e-1) - (t < 0 ? 1 : 0)) >> e. Both shifts are one where the last term is carried as 2^31 before them;
        // the term only moves ties of negative values, which a clamp at the zero point hides.

        /// <summary>True where <see cref="HalfOf"/> and one shift requantize output channel <paramref name="k"/>.</summary>
        internal bool IsOneShift(int k)
        {
            int shift = ShiftOf(k);
            return shift <= -1 && shift >= -20;
        }

        /// <summary>True where ties of negative values need no care, as the clamp hides them: a fused ReLU.</summary>
        internal bool HidesTies => Minimum >= ZeroPoint;

        /// <summary>Rounding and zero point of output channel <paramref name="k"/>, at the scale of sum * multiplier.</summary>
        internal long HalfOf(int k)
        {
            int e = 31 - ShiftOf(k);
            return (1L << (e - 1)) + ((long)ZeroPoint << e);
        }

        /// <summary>
        /// Requantizes <paramref name="count"/> sums of output channel <paramref name="k"/> into <paramref name="y"/>,
        /// <paramref name="step"/> apart.
        /// </summary>
        internal void Row(int[] sums, int first, int count, int k, sbyte[] y, int o, int step)
        {
            int minimum = Minimum, maximum = Maximum, end = first + count;
            if (!IsOneShift(k))
            {
                int multiplier = MultiplierOf(k), shift = ShiftOf(k);
                for (; first < end; first++, o += step)
                {
                    int v = Requantize.Apply(sums[first], multiplier, shift) + ZeroPoint;
                    y[o] = (sbyte)(v < minimum ? minimum : v > maximum ? maximum : v);
                }
                return;
            }
            int e = 31 - ShiftOf(k);
            long m = MultiplierOf(k), half = HalfOf(k), add = (1L << 30) + half;
            bool hidesTies = HidesTies;
            for (; first < end; first++, o += step)
            {
                long t = sums[first] * m + add;
                if (!hidesTies) t += (t - half) >> 63 << 31;
                int v = (int)(t >> e);
                if (v < minimum) v = minimum;
                else if (v > maximum) v = maximum;
                y[o] = (sbyte)v;
            }
        }

        /// <summary>Requantizes one sum per output channel, <paramref name="count"/> of them.</summary>
        internal void Vector(int[] sums, int count, sbyte[] y, int o)
        {
            for (int k = 0; k < count; k++)
            {
                int v = Requantize.Apply(sums[k], MultiplierOf(k), ShiftOf(k)) + ZeroPoint;
                y[o + k] = (sbyte)(v < Minimum ? Minimum : v > Maximum ? Maximum : v);
            }
        }
    }
}
