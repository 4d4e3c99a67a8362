using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Transposed convolution: x, y, window of the output over the input (without dilation), outputs, zero point, requantization, biases, weights [K, R, S, C].</summary>
    internal sealed class PackedTransposeConv2D : PackedOperator
    {
        private readonly int _x, _y;
        private readonly TransposeConv2D _kernel;

        internal PackedTransposeConv2D(EcmReader file)
        {
            _x = file.Word();
            _y = file.Word();
            Window2D w = file.Window();
            if (w.DilationY != 1 || w.DilationX != 1) throw new ModelFormatException("a transposed convolution has no dilation");
            int outputs = file.Int(1, EcmReader.MostExtent, "outputs"), zeroPoint = file.ZeroPoint();
            int weights = file.Length(new int[] { w.Rows, w.Columns, w.Channels, outputs }), pixels = file.Length(new int[] { w.Batches, w.OutHeight, w.OutWidth });
            file.CheckApart(_x, w.Batches * w.Height * w.Width * w.Channels, _y, (long)pixels * outputs);
            _kernel = new TransposeConv2D(w.Batches, w.Height, w.Width, w.Channels, zeroPoint, outputs, w.Rows, w.Columns, w.StrideY, w.StrideX, w.PadTop, w.PadLeft, w.OutHeight, w.OutWidth);
            file.Need(_kernel.Bytes);
            Requantization requantization = file.Requantization(outputs);
            int[] bias = file.Bias(outputs);
            if (file.IsLoading) _kernel.Load(requantization, bias, file);
            else file.Skip(weights);
        }

        internal override void Invoke(sbyte[] arena)
        {
            _kernel.Invoke(arena, _x, arena, _y);
        }
    }
}
