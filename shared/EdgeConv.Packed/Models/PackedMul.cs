using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Product: a, b, y, shapes, zero points, requantization.</summary>
    internal static class PackedMul
    {
        internal static PackedOperator Read(EcmReader file)
        {
            int a = file.Word(), b = file.Word(), y = file.Word();
            int[] aShape = file.Shape(), bShape = file.Shape();
            int aZeroPoint = file.ZeroPoint(), bZeroPoint = file.ZeroPoint();
            Mul kernel = new Mul(aShape, aZeroPoint, bShape, bZeroPoint, file.Requantization(1));
            file.CheckInPlace(a, file.Length(aShape), y, kernel.Length);
            file.CheckInPlace(b, file.Length(bShape), y, kernel.Length);
            file.Need(PairedRuns.BytesOf(aShape, bShape));
            return new PackedOperator(kernel, a, b, y);
        }
    }
}
