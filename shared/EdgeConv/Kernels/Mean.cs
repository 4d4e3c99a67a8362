namespace EdgeConv.Kernels
{
    /// <summary>Mean or sum along some axes of a tensor.</summary>
    /// <remarks>
    /// Source: TensorFlow Lite Micro's int8 MEAN and SUM. The division of a mean is part of the multiplier, unlike that of an average
    /// pooling.
    /// </remarks>
    public sealed class Mean : IKernel
    {
        private readonly PairedRuns _runs;
        private readonly int[] _sums;       // one per output
        private readonly int _start;        // initial value of each sum: -(zero point) * elements
        private readonly Requantization _output;

        /// <summary>Prepares a mean or sum.</summary>
        /// <param name="shape">Shape of the input.</param>
        /// <param name="reduced">The input's shape with 1 for each axis that is summed.</param>
        /// <param name="inputZeroPoint">-128 to 127.</param>
        /// <param name="output">Requantization of a sum to the output: one multiplier.</param>
        /// <exception cref="System.ArgumentException">A parameter is outside its range, or the shapes do not fit each other.</exception>
        public Mean(int[] shape, int[] reduced, int inputZeroPoint, Requantization output)
        {
            Argument.InRange("inputZeroPoint", inputZeroPoint, -128, 127);
            _runs = PairedRuns.Reduce(shape, reduced);
            _sums = new int[Argument.Length(reduced)];
            _start = -inputZeroPoint * (_runs.Total / _sums.Length);
            _output = output;
        }

        /// <summary>Computes y, which has the reduced shape, from x. The two must not overlap.</summary>
        public void Invoke(sbyte[] x, int xOffset, sbyte[] y, int yOffset)
        {
            int[] sums = _sums;
            int xStep = _runs.AStep, sumStep = _runs.BStep, length = _runs.Length;
            for (int i = 0; i < sums.Length; i++) sums[i] = _start;
            for (int run = 0; run < _runs.Count; run++)
            {
                _runs.Seek(run);
                int xi = xOffset + _runs.AStart, si = _runs.BStart;
                for (int i = 0; i < length; i++, xi += xStep, si += sumStep) sums[si] = sums[si] + x[xi];
            }
            _output.Vector(sums, sums.Length, y, yOffset);
        }
    }
}
