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
    }
}
