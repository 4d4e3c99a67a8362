using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Pooling: x, y, window, kind (0 maximum, 1 minimum, 2 average), least and greatest output.</summary>
    internal sealed class PackedPool2D : PackedOperator
    {
        private readonly int _x, _y;
        private readonly Pool2D _kernel;

        internal PackedPool2D(EcmReader file)
        {
            _x = file.Word();
            _y = file.Word();
            Window2D w = file.Window();
            PoolKind kind = (PoolKind)file.Int(0, 2, "kind");
            int pixels = file.Length(new int[] { w.Batches, w.OutHeight, w.OutWidth });
            file.CheckApart(_x, w.Batches * w.Height * w.Width * w.Channels, _y, (long)pixels * w.Channels);
            _kernel = new Pool2D(w, kind, file.Int(-128, 127, "minimum"), file.Int(-128, 127, "maximum"));
            if (kind == PoolKind.Average) file.Need(4L * w.Channels);
        }

        internal override void Invoke(sbyte[] arena)
        {
            _kernel.Invoke(arena, _x, arena, _y);
        }
    }
}
