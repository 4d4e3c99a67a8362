using System;
using EdgeConv.Kernels;

namespace EdgeConv.Tests
{
    /// <summary>Random operands, multipliers and shapes of any rank for kernel tests.</summary>
    public static class OperandDice
    {
        /// <summary>A normalized multiplier, now and then an edge: 0, 1, 2^30, 2^31 - 1.</summary>
        public static int Multiplier(Dice dice)
        {
            int edge = dice.Between(0, 19);
            if (edge == 0) return int.MaxValue;
            if (edge == 1) return 1 << 30;
            if (edge == 2) return 0;
            if (edge == 3) return 1;
            return (1 << 30) + Bits(dice, 30);
        }

        /// <summary>
        /// A number of 0 to 31 random bits, or with 32 any int. Goes through long: on nanoCLR a uint cast to int stays unsigned.
        /// </summary>
        public static int Bits(Dice dice, int bits) => (int)((long)dice.Next() >> (32 - bits));

        /// <summary>Multipliers and shifts of <paramref name="channels"/> channels, a zero point and an activation range.</summary>
        public static Requantization Requantization(Dice dice, int channels, int lowShift, int highShift)
        {
            int[] multipliers = new int[channels];
            int[] shifts = new int[channels];
            for (int k = 0; k < channels; k++)
            {
                multipliers[k] = Multiplier(dice);
                shifts[k] = dice.Between(lowShift, highShift);
            }
            int minimum = -128, maximum = 127;
            if (dice.Between(0, 2) == 0)
            {
                minimum = dice.Between(-128, 127);
                maximum = dice.Between(minimum, 127);
            }
            return new Requantization(multipliers, shifts, KernelDice.ZeroPoint(dice), minimum, maximum);
        }

        /// <summary>Two shapes of the same rank, 1 to 4, that can be broadcast.</summary>
        public static void Shapes(Dice dice, out int[] a, out int[] b)
        {
            int rank = dice.Between(1, 4);
            a = new int[rank];
            b = new int[rank];
            // Half of the cases: the same shape, or one operand a scalar or one value per channel.
            int kind = dice.Between(0, 7);
            for (int axis = 0; axis < rank; axis++)
            {
                a[axis] = b[axis] = dice.Between(1, 4);
                if (kind == 1) a[axis] = 1;
                if (kind == 2) b[axis] = 1;
                if (kind == 3 && axis < rank - 1) b[axis] = 1;
                if (kind < 4) continue;
                int which = dice.Between(0, 3);
                if (which == 0) a[axis] = 1;
                if (which == 1) b[axis] = 1;
            }
        }

        /// <summary>A shape, and the same with 1 for each axis to reduce.</summary>
        public static int[] Reduced(Dice dice, out int[] reduced)
        {
            int[] shape = new int[dice.Between(1, 4)];
            reduced = new int[shape.Length];
            for (int axis = 0; axis < shape.Length; axis++)
            {
                shape[axis] = dice.Between(1, 5);
                reduced[axis] = dice.Between(0, 1) == 0 ? 1 : shape[axis];
            }
            return shape;
        }

        /// <summary>A shape in words.</summary>
        public static string Text(int[] shape)
        {
            string text = "";
            for (int axis = 0; axis < shape.Length; axis++) text += (axis == 0 ? "" : "x") + shape[axis].ToString();
            return text;
        }
    }
}
