using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Maximum or minimum along axes: x, y, minimum, shape, shape with 1 for each axis searched.</summary>
    internal static class PackedReduceExtreme
    {
        internal static PackedOperator Read(EcmReader file)
        {
            int x = file.Word(), y = file.Word();
            bool isMinimum = file.Flag("minimum");
            int[] shape = file.Shape(), reduced = file.Shape();
            file.CheckApart(x, file.Length(shape), y, file.Length(reduced));
            file.Need(12L * shape.Length);
            return new PackedOperator(new ReduceExtreme(shape, reduced, isMinimum), x, y);
        }
    }
}
