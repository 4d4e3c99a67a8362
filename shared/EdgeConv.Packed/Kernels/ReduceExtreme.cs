namespace EdgeConv.Kernels
{
    /// <summary>Maximum or minimum along some axes of a tensor.</summary>
    public sealed class ReduceExtreme : IKernel
    {
        private readonly PairedRuns _runs;
        private readonly int _length, _flip;    // elements of y; -1 for a minimum, else 0: ~a > ~b where a < b

        /// <summary>Prepares a maximum or minimum.</summary>
        /// <param name="shape">Shape of the input.</param>
        /// <param name="reduced">The input's shape with 1 for each axis along which the extreme is searched.</param>
        /// <param name="isMinimum">True for the minimum.</param>
        /// <exception cref="System.ArgumentException">The two shapes do not fit each other.</exception>
        public ReduceExtreme(int[] shape, int[] reduced, bool isMinimum)
        {
            _runs = PairedRuns.Reduce(shape, reduced);
            _length = Argument.Length(reduced);
            _flip = isMinimum ? -1 : 0;
        }

        /// <summary>Computes y, which has the reduced shape, from x. The two must not overlap.</summary>
        public void Invoke(sbyte[] x, int xOffset, sbyte[] y, int yOffset)
        {
            int xStep = _runs.AStep, yStep = _runs.BStep, length = _runs.Length, flip = _flip;
            Fill.Run(y, yOffset, _length, (sbyte)(-128 ^ flip));
            for (int run = 0; run < _runs.Count; run++)
            {
                _runs.Seek(run);
                int xi = xOffset + _runs.AStart, yi = yOffset + _runs.BStart;
                for (int i = 0; i < length; i++, xi += xStep, yi += yStep)
                {
                    sbyte value = x[xi];
                    if ((value ^ flip) > (y[yi] ^ flip)) y[yi] = value;
                }
            }
        }
    }
}
