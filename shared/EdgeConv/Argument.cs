using System;

namespace EdgeConv
{
    internal static class Argument
    {
        /// <summary>Returns the value if it is in low to high.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The value is outside; the message contains name, value and range.</exception>
        internal static int InRange(string name, int value, int low, int high)
        {
            if (value < low || value > high)
                throw new ArgumentOutOfRangeException(null, name + ": " + value.ToString() + " is not in " + low.ToString() + ".."
                    + high.ToString());
            return value;
        }

        /// <summary>Returns the value if it is at least low.</summary>
        /// <exception cref="ArgumentException">The value is less; the message contains name and value.</exception>
        internal static int AtLeast(int low, int value, string name)
        {
            if (value < low) throw new ArgumentException(name + ": " + value.ToString() + ", at least " + low.ToString());
            return value;
        }

        /// <summary>The number of elements of a shape.</summary>
        /// <exception cref="ArgumentException">There is no axis, an extent is below 1, or there are 2^31 elements or more.</exception>
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
