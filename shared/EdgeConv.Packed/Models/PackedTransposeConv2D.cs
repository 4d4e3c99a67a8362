using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Transposed convolution: x, y, window of the output over the input (without dilation), outputs, zero point, requantization, biases, weights [K, R, S, C].</summary>
    internal static class PackedTransposeConv2D
    {
        internal static PackedOperator Read(EcmReader file)
        {
            int x = file.Word(), y = file.Word();
            Window2D w = file.Window();
            if (w.DilationY != 1 || w.DilationX != 1) throw new ModelFormatException("a transposed convolution has no dilation");
            int outputs = file.Int(1, EcmReader.MostExtent, "outputs"), zeroPoint = file.ZeroPoint();
            int weights = file.Length(new int[] { w.Rows, w.Columns, w.Channels, outputs }), pixels = file.Length(new int[] { w.Batches, w.OutHeight, w.OutWidth });
            file.CheckApart(x, w.Batches * w.Height * w.Width * w.Channels, y, (long)pixels * outputs);
            TransposeConv2D kernel = new TransposeConv2D(w.Batches, w.Height, w.Width, w.Channels, zeroPoint, outputs, w.Rows, w.Columns, w.StrideY, w.StrideX, w.PadTop, w.PadLeft, w.OutHeight, w.OutWidth);
            file.Need(kernel.Bytes);
            Requantization requantization = file.Requantization(outputs);
            int[] bias = file.Bias(outputs);
            if (file.IsLoading) kernel.Load(requantization, bias, file);
            else file.Skip(weights);
            return new PackedOperator(kernel, x, y);
        }
    }
}
