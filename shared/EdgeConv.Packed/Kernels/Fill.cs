using System;

namespace EdgeConv.Kernels
{
    /// <summary>Writes one value to all elements, for the padding around a map.</summary>
    internal sealed class Fill : IKernel
    {
        private readonly int _length;
        private readonly sbyte _value;

        /// <summary>Fills <paramref name="length"/> elements, at least 1.</summary>
        internal Fill(int length, sbyte value)
        {
            _length = length;
            _value = value;
        }

        /// <summary>Fills y and ignores x.</summary>
        public void Invoke(sbyte[] x, int xOffset, sbyte[] y, int yOffset) => Run(y, yOffset, _length, _value);

        /// <summary>
        /// Sets <paramref name="length"/> elements, at least 1. It copies the filled part again and again, because Array.Copy is native
        /// code.
        /// </summary>
        internal static void Run(sbyte[] y, int first, int length, sbyte value)
        {
            y[first] = value;
            for (int done = 1; done < length; done <<= 1)
                Array.Copy(y, first, y, first + done, done < length - done ? done : length - done);
        }
    }
}
