using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Depthwise convolution: x, y, window, multiplier, zero point, compact, requantization, biases, weights in the kernel's order.</summary>
    internal sealed class PackedDepthwiseConv2D : PackedOperator
    {
        private readonly int _x, _y;
        private readonly DepthwiseConv2D _kernel;

        internal PackedDepthwiseConv2D(EcmReader file)
        {
            _x = file.Word();
            _y = file.Word();
            Window2D w = file.Window();
            int multiplier = file.Int(1, EcmReader.MostExtent, "multiplier"), zeroPoint = file.ZeroPoint();
            bool isCompact = file.Flag("compact");
            int outputs = file.Length(new int[] { w.Channels, multiplier }), pixels = file.Length(new int[] { w.Batches, w.OutHeight, w.OutWidth });
            file.Length(new int[] { w.Rows, w.Columns, outputs });
            file.CheckApart(_x, w.Batches * w.Height * w.Width * w.Channels, _y, (long)pixels * outputs);
            _kernel = new DepthwiseConv2D(w, multiplier, zeroPoint, isCompact, file.Workspace);
            file.Need(_kernel.Bytes);
            Requantization requantization = file.Requantization(outputs);
            int[] bias = file.Bias(outputs);
            if (file.IsLoading) _kernel.Load(requantization, bias, file);
            else file.Skip(_kernel.WeightCount);
        }

        internal override void Invoke(sbyte[] arena)
        {
            _kernel.Invoke(arena, _x, arena, _y);
        }
    }
}
