using System;

namespace EdgeConv
{
    /// <summary>Checks of arguments.</summary>
    internal static class Argument
    {
        /// <summary>Passes on a value of low to high.</summary>
        /// <exception cref="ArgumentOutOfRangeException">It lies outside; the message has name, value and range.</exception>
        internal static int InRange(string name, int value, int low, int high)
        {
            if (value < low || value > high)
                throw new ArgumentOutOfRangeException(null, name + ": " + value.ToString() + " is not in " + low.ToString() + ".."
                    + high.ToString());
            return value;
        }

        /// <summary>Passes on a value of at least low.</summary>
        /// <exception cref="ArgumentException">It is less; the message has name and value.</exception>
        internal static int AtLeast(int low, int value, string name)
        {
            if (value < low) throw new ArgumentException(name + ": " + value.ToString() + ", at least " + low.ToString());
            return value;
        }

        /// <summary>The number of elements of a shape.</summary>
        /// <exception cref="ArgumentException">No axis, an extent below 1, or 2^31 elements and more.</exception>
        internal static int Length(int[] shape)
        {
            if (shape == null || shape.Length == 0) throw new ArgumentException("shape: at least one axis");
            long length = 1;
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                if (shape[axis] < 1) throw new ArgumentException("shape: an axis of " + shape[axis].ToString());
                length *= shape[axis];
                if (length > int.MaxValue) throw new ArgumentException("shape: more than 2^31 - 1 elements");
            }
            return (int)length;
        }
    }
}
