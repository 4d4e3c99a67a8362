using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Product: a, b, y, shapes, zero points, requantization.</summary>
    internal sealed class PackedMul : PackedOperator
    {
        private readonly int _a, _b, _y;
        private readonly Mul _kernel;

        internal PackedMul(EcmReader file)
        {
            _a = file.Word();
            _b = file.Word();
            _y = file.Word();
            int[] aShape = file.Shape(), bShape = file.Shape();
            int aZeroPoint = file.ZeroPoint(), bZeroPoint = file.ZeroPoint();
            _kernel = new Mul(aShape, aZeroPoint, bShape, bZeroPoint, file.Requantization(1));
            file.CheckInPlace(_a, file.Length(aShape), _y, _kernel.Length);
            file.CheckInPlace(_b, file.Length(bShape), _y, _kernel.Length);
            file.Need(PairedRuns.BytesOf(aShape, bShape));
        }

        internal override void Invoke(sbyte[] arena)
        {
            _kernel.Invoke(arena, _a, arena, _b, arena, _y);
        }
    }
}
