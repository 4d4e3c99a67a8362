using System;

namespace EdgeConv.Kernels
{
    /// <summary>Any function of one int8 value, elementwise: a ReLU, sigmoid, tanh, hard-swish or a change of scale.</summary>
    public sealed class LookupTable : IKernel
    {
        private readonly sbyte[] _table;
        private readonly int _length;

        /// <summary>Keeps a table, which the desktop made.</summary>
        /// <param name="table">256 results, that of x at index x + 128.</param>
        /// <param name="length">Elements per inference, at least 1.</param>
        /// <exception cref="ArgumentException">A table of another size, or a length below 1.</exception>
        public LookupTable(sbyte[] table, int length)
        {
            if (table == null || table.Length != 256) throw new ArgumentException("table: 256 values");
            _table = table;
            _length = Argument.AtLeast(1, length, "length");
        }

        /// <summary>y [length] = table of x [length]; x and y may be the same.</summary>
        public void Invoke(sbyte[] x, int xOffset, sbyte[] y, int yOffset)
        {
            sbyte[] table = _table;
            int end = xOffset + _length;
            while (xOffset < end) y[yOffset++] = table[x[xOffset++] + 128];
        }
    }
}
