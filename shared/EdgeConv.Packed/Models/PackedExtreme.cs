using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Maximum or minimum of two operands: a, b, y, minimum, shapes.</summary>
    internal static class PackedExtreme
    {
        internal static PackedOperator Read(EcmReader file)
        {
            int a = file.Word(), b = file.Word(), y = file.Word();
            bool isMinimum = file.Flag("minimum");
            int[] aShape = file.Shape(), bShape = file.Shape();
            int length = PairedRuns.Broadcast(aShape, bShape).Total;
            file.CheckInPlace(a, file.Length(aShape), y, length);
            file.CheckInPlace(b, file.Length(bShape), y, length);
            file.Need(PairedRuns.BytesOf(aShape, bShape));
            IBinaryKernel kernel = new Maximum(aShape, bShape);
            if (isMinimum) kernel = new Minimum(aShape, bShape);
            return new PackedOperator(kernel, a, b, y);
        }
    }
}
