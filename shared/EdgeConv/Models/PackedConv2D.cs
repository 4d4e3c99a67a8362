using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Convolution: x, y, window, outputs, groups, zero point, compact, requantization, biases, weights in the order of <see cref="PackedFilters"/>.</summary>
    internal sealed class PackedConv2D : PackedOperator
    {
        private readonly int _x, _y;
        private readonly Conv2D _kernel;

        internal PackedConv2D(EcmReader file)
        {
            _x = file.Word();
            _y = file.Word();
            Window2D w = file.Window();
            int outputs = file.Int(1, EcmReader.MostExtent, "outputs"), groups = file.Int(1, w.Channels, "groups"), zeroPoint = file.ZeroPoint();
            bool isCompact = file.Flag("compact");
            file.Length(new int[] { w.Rows, w.Columns, w.Channels, outputs });
            int pixels = file.Length(new int[] { w.Batches, w.OutHeight, w.OutWidth });
            file.CheckApart(_x, w.Batches * w.Height * w.Width * w.Channels, _y, (long)pixels * outputs);
            _kernel = new Conv2D(w, outputs, groups, zeroPoint, isCompact, file.Workspace);
            file.Need(_kernel.Filters.Bytes);
            Requantization requantization = file.Requantization(outputs);
            int[] bias = file.Bias(outputs);
            if (file.IsLoading) _kernel.Load(requantization, bias, file);
            else file.Skip(_kernel.Filters.WeightCount);
        }

        internal override void Invoke(sbyte[] arena)
        {
            _kernel.Invoke(arena, _x, arena, _y);
        }
    }
}
