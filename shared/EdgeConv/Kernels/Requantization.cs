using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// Converts int32 accumulators to int8: scales by a multiplier and a shift (one pair for all channels or one per output channel), adds
    /// the zero point, and clamps to the range of the activation.
    /// </summary>
    public sealed class Requantization
    {
        /// <summary>Fixed-point multipliers, 0 to 2^31 - 1: one for all channels, or one per output channel (K).</summary>
        public readonly int[] Multipliers;

        /// <summary>Shifts, -31 (right) to 30 (left): as many as multipliers.</summary>
        public readonly int[] Shifts;

        /// <summary>The zero point of the output, -128 to 127. It is added after scaling.</summary>
        public readonly int ZeroPoint;

        /// <summary>Range of the fused activation: minimum -128 to 127, maximum from there to 127.</summary>
        public readonly int Minimum, Maximum;

        /// <summary>Creates a requantization. The arrays are kept, not copied.</summary>
        /// <param name="multipliers">Fixed-point multipliers, 0 to 2^31 - 1: one for all channels, or one per output channel (K).</param>
        /// <param name="shifts">-31 (right) to 30 (left): as many as multipliers.</param>
        /// <param name="zeroPoint">Zero point of the output, -128 to 127.</param>
        /// <param name="minimum">Minimum of the fused activation, -128 to 127.</param>
        /// <param name="maximum">Maximum of the fused activation, <paramref name="minimum"/> to 127.</param>
        /// <exception cref="ArgumentException">A value is outside its range, or the arrays have different lengths.</exception>
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

        /// <summary>Checks that the number of multipliers fits the number of output channels.</summary>
        /// <exception cref="ArgumentException">There is neither one multiplier nor one per output channel.</exception>
        internal void CheckChannels(int outputs)
        {
            if (Multipliers.Length != 1 && Multipliers.Length != outputs)
                throw new ArgumentException("requantization: " + Multipliers.Length.ToString() + " multipliers for " + outputs.ToString()
                    + " output channels");
        }

        /// <summary>Requantizes <paramref name="count"/> sums, one per output channel.</summary>
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
