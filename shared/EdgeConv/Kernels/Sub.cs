using System;

namespace EdgeConv.Kernels
{
    /// <summary>Elementwise difference of two tensors of different scales, broadcast, with fused activation: an <see cref="Add"/> whose second operand is negated.</summary>
    /// <remarks>Source: TensorFlow Lite Micro's int8 Sub.</remarks>
    public sealed class Sub
    {
        private readonly Add _add;

        /// <summary>Prepares a difference; the parameters are those of <see cref="Add"/>.</summary>
        /// <exception cref="ArgumentException">A parameter outside its range.</exception>
        public Sub(int[] aShape, int aZeroPoint, int aMultiplier, int aShift, int[] bShape, int bZeroPoint, int bMultiplier, int bShift, int leftShift, Requantization output)
        {
            _add = new Add(aShape, aZeroPoint, aMultiplier, aShift, bShape, bZeroPoint, bMultiplier, bShift, leftShift, output, true);
        }

        /// <summary>y = a - b; y is as large as the broadcast shape, and may be an operand of that shape.</summary>
        public void Invoke(sbyte[] a, int aOffset, sbyte[] b, int bOffset, sbyte[] y, int yOffset)
        {
            _add.Invoke(a, aOffset, b, bOffset, y, yOffset);
        }
    }
}
