namespace EdgeConv.Kernels
{
    /// <summary>Elementwise minimum of two tensors of the same quantization, broadcast.</summary>
    public sealed class Minimum : IBinaryKernel
    {
        private readonly PairedRuns _runs;

        /// <summary>Prepares a minimum; shapes are aligned at the last axis, an axis of 1 or a missing one is repeated.</summary>
        /// <exception cref="System.ArgumentException">Shapes that cannot be broadcast.</exception>
        public Minimum(int[] aShape, int[] bShape)
        {
            _runs = PairedRuns.Broadcast(aShape, bShape);
        }

        /// <summary>y = the lesser of a and b; y is as large as the broadcast shape, and may be an operand of that shape.</summary>
        public void Invoke(sbyte[] a, int aOffset, sbyte[] b, int bOffset, sbyte[] y, int yOffset)
        {
            int aStep = _runs.AStep, bStep = _runs.BStep, length = _runs.Length;
            for (int run = 0; run < _runs.Count; run++)
            {
                _runs.Seek(run);
                int ai = aOffset + _runs.AStart, bi = bOffset + _runs.BStart;
                for (int end = yOffset + length; yOffset < end; yOffset++)
                {
                    sbyte value = a[ai], other = b[bi];
                    if (value > other) value = other;
                    y[yOffset] = value;
                    ai += aStep;
                    bi += bStep;
                }
            }
        }
    }
}
