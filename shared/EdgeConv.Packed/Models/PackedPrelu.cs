using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Rectifier with slopes: x, slopes, y, shapes, zero points, requantization of x and of x * slope.</summary>
    internal static class PackedPrelu
    {
        internal static PackedOperator Read(EcmReader file)
        {
            int x = file.Word(), slopes = file.Word(), y = file.Word();
            int[] shape = file.Shape(), slopesShape = file.Shape();
            int xZeroPoint = file.ZeroPoint(), slopeZeroPoint = file.ZeroPoint(), length = file.Length(shape);
            Prelu kernel = new Prelu(shape, xZeroPoint, slopesShape, slopeZeroPoint, file.Requantization(2));
            file.CheckInPlace(x, length, y, length);
            file.CheckInPlace(slopes, file.Length(slopesShape), y, length);
            file.Need(PairedRuns.BytesOf(shape, slopesShape));
            return new PackedOperator(kernel, x, slopes, y);
        }
    }
}
