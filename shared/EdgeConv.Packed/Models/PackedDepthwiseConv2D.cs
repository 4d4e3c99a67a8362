using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Depthwise convolution: x, y, window, multiplier, zero point, compact, requantization, biases, weights in the kernel's order.</summary>
    internal static class PackedDepthwiseConv2D
    {
        internal static PackedOperator Read(EcmReader file)
        {
            int x = file.Word(), y = file.Word();
            Window2D w = file.Window();
            int multiplier = file.Int(1, EcmReader.MostExtent, "multiplier"), zeroPoint = file.ZeroPoint();
            bool isCompact = file.Flag("compact");
            int outputs = file.Length(new int[] { w.Channels, multiplier }), pixels = file.Length(new int[] { w.Batches, w.OutHeight, w.OutWidth });
            file.Length(new int[] { w.Rows, w.Columns, outputs });
            file.CheckApart(x, w.Batches * w.Height * w.Width * w.Channels, y, (long)pixels * outputs);
            DepthwiseConv2D kernel = new DepthwiseConv2D(w, multiplier, zeroPoint, isCompact, file.Workspace);
            file.Need(kernel.Bytes);
            Requantization requantization = file.Requantization(outputs);
            int[] bias = file.Bias(outputs);
            if (file.IsLoading) kernel.Load(requantization, bias, file);
            else file.Skip(kernel.WeightCount);
            return new PackedOperator(kernel, x, y);
        }
    }
}
