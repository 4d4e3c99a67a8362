using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Mixed neighbours: x, y, N, H, W, C, output rows, output columns, corners aligned, cells placed by their centers.</summary>
    internal static class PackedResizeBilinear
    {
        internal static PackedOperator Read(EcmReader file)
        {
            int x = file.Word(), y = file.Word();
            int[] v = file.Ints(6, 1, EcmReader.Most, "extent");
            file.CheckApart(x, file.Length(new int[] { v[0], v[1], v[2], v[3] }), y, file.Length(new int[] { v[0], v[4], v[5], v[3] }));
            bool alignsCorners = file.Flag("corners aligned"), isCentered = file.Flag("centers");
            return new PackedOperator(new ResizeBilinear(v[0], v[1], v[2], v[3], v[4], v[5], alignsCorners, isCentered), x, y);
        }
    }
}
