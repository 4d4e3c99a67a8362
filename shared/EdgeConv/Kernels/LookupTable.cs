using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// Any function of one int8 value, applied to each element: e.g. ReLU, sigmoid, tanh, hard-swish or a change of scale.
    /// </summary>
    public sealed class LookupTable : IKernel
    {
        private readonly sbyte[] _table;
        private readonly int _length;

        /// <summary>Prepares a function from its table. The array is kept, not copied.</summary>
        /// <param name="table">256 results; the result of x is at index x + 128.</param>
        /// <param name="length">Elements per inference, at least 1.</param>
        /// <exception cref="ArgumentException">The table does not have 256 values, or the length is below 1.</exception>
        public LookupTable(sbyte[] table, int length)
        {
            if (table == null || table.Length != 256) throw new ArgumentException("table: 256 values");
            _table = table;
            _length = Argument.AtLeast(1, length, "length");
        }

        /// <summary>Computes y [length] from x [length]. y may be the same array part as x.</summary>
        public void Invoke(sbyte[] x, int xOffset, sbyte[] y, int yOffset)
        {
            sbyte[] table = _table;
            int end = xOffset + _length;
            while (xOffset < end) y[yOffset++] = table[x[xOffset++] + 128];
        }
    }
}
