using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Mean or sum along axes: x, y, shape, shape with 1 for each axis summed, zero point, requantization.</summary>
    internal static class PackedMean
    {
        internal static PackedOperator Read(EcmReader file)
        {
            int x = file.Word(), y = file.Word();
            int[] shape = file.Shape(), reduced = file.Shape();
            int zeroPoint = file.ZeroPoint(), length = file.Length(reduced);
            file.CheckApart(x, file.Length(shape), y, length);
            file.Need(4L * length + 12L * shape.Length);
            Requantization requantization = file.Requantization(1);
            PairedRuns.Reduce(shape, reduced);
            Mean kernel = file.IsLoading ? new Mean(shape, reduced, zeroPoint, requantization) : null;
            return new PackedOperator(kernel, x, y);
        }
    }
}
