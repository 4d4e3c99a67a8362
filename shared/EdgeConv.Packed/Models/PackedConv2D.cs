using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Convolution: x, y, window, outputs, groups, zero point, compact, requantization, biases, weights in the order of <see cref="PackedFilters"/>.</summary>
    internal static class PackedConv2D
    {
        internal static PackedOperator Read(EcmReader file)
        {
            int x = file.Word(), y = file.Word();
            Window2D w = file.Window();
            int outputs = file.Int(1, EcmReader.MostExtent, "outputs"), groups = file.Int(1, w.Channels, "groups"), zeroPoint = file.ZeroPoint();
            bool isCompact = file.Flag("compact");
            file.Length(new int[] { w.Rows, w.Columns, w.Channels, outputs });
            int pixels = file.Length(new int[] { w.Batches, w.OutHeight, w.OutWidth });
            file.CheckApart(x, w.Batches * w.Height * w.Width * w.Channels, y, (long)pixels * outputs);
            Conv2D kernel = new Conv2D(w, outputs, groups, zeroPoint, isCompact, file.Workspace);
            file.Need(kernel.Filters.Bytes);
            Requantization requantization = file.Requantization(outputs);
            int[] bias = file.Bias(outputs);
            if (file.IsLoading) kernel.Load(requantization, bias, file);
            else file.Skip(kernel.Filters.WeightCount);
            return new PackedOperator(kernel, x, y);
        }
    }
}
