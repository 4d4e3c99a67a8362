using System;

namespace EdgeConv.Kernels
{
    /// <summary>How int32 sums become int8: a multiplier and shift per output channel or one for all, then zero point, then the activation range.</summary>
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
                if (multipliers[k] < 0) throw new ArgumentException("multipliers[" + k.ToString() + "]: " + multipliers[k].ToString() + " is below 0");
                if (shifts[k] < -31 || shifts[k] > 30)
                    throw new ArgumentException("shifts[" + k.ToString() + "]: " + shifts[k].ToString() + " is not within -31 to 30");
            }
            if (zeroPoint < -128 || zeroPoint > 127) throw new ArgumentException("zeroPoint: " + zeroPoint.ToString() + " is not int8");
            if (minimum < -128 || maximum > 127 || minimum > maximum)
                throw new ArgumentException("range " + minimum.ToString() + " to " + maximum.ToString() + " is empty or not int8");
            Multipliers = multipliers;
            Shifts = shifts;
            ZeroPoint = zeroPoint;
            Minimum = minimum;
            Maximum = maximum;
        }

        /// <summary>The multiplier of output channel <paramref name="k"/>.</summary>
        public int MultiplierOf(int k)
        {
            return Multipliers.Length == 1 ? Multipliers[0] : Multipliers[k];
        }

        /// <summary>The shift of output channel <paramref name="k"/>.</summary>
        public int ShiftOf(int k)
        {
            return Shifts.Length == 1 ? Shifts[0] : Shifts[k];
        }
    }
}
