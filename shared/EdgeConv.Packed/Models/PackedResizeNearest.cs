using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Nearest neighbours: x, y, N, H, W, C, output rows, output columns, the input row of each output row, the input column of each output column.</summary>
    internal static class PackedResizeNearest
    {
        internal static PackedOperator Read(EcmReader file)
        {
            int x = file.Word(), y = file.Word();
            int n = file.Int(1, EcmReader.Most, "batches"), h = file.Int(1, EcmReader.Most, "height"), w = file.Int(1, EcmReader.Most, "width"), c = file.Int(1, EcmReader.Most, "channels");
            int outHeight = file.Int(1, EcmReader.Most, "output height"), outWidth = file.Int(1, EcmReader.Most, "output width");
            file.CheckApart(x, file.Length(new int[] { n, h, w, c }), y, file.Length(new int[] { n, outHeight, outWidth, c }));
            int[] rows = file.Ints(outHeight, 0, h - 1, "row"), columns = file.Ints(outWidth, 0, w - 1, "column");
            file.Need(4L * outHeight + 4L * outWidth);
            ResizeNearest kernel = file.IsLoading ? new ResizeNearest(n, h, w, c, rows, columns) : null;
            return new PackedOperator(kernel, x, y);
        }
    }
}
