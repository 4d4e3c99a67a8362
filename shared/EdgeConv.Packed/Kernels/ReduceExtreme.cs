namespace EdgeConv.Kernels
{
    /// <summary>Maximum or minimum along some axes of a tensor.</summary>
    public sealed class ReduceExtreme : IKernel
    {
        private readonly PairedRuns _runs;
        private readonly int _length, _flip;    // elements of y; -1 for a minimum, since ~a is greater than ~b where a is less than b

        /// <summary>Prepares a maximum or minimum.</summary>
        /// <param name="shape">Shape of the input.</param>
        /// <param name="reduced">The same with 1 for each axis that is searched.</param>
        /// <param name="isMinimum">True for the minimum.</param>
        /// <exception cref="System.ArgumentException">Shapes that do not fit.</exception>
        public ReduceExtreme(int[] shape, int[] reduced, bool isMinimum)
        {
            _runs = PairedRuns.Reduce(shape, reduced);
            _length = Argument.Length(reduced);
            _flip = isMinimum ? -1 : 0;
        }

        /// <summary>y, of the reduced shape, from x; they do not overlap.</summary>
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
