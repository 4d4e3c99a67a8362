using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Pooling: x, y, window, kind (0 maximum, 1 minimum, 2 average), least and greatest output.</summary>
    internal static class PackedPool2D
    {
        internal static PackedOperator Read(EcmReader file)
        {
            int x = file.Word(), y = file.Word();
            Window2D w = file.Window();
            PoolKind kind = (PoolKind)file.Int(0, 2, "kind");
            int pixels = file.Length(new int[] { w.Batches, w.OutHeight, w.OutWidth });
            file.CheckApart(x, w.Batches * w.Height * w.Width * w.Channels, y, (long)pixels * w.Channels);
            Pool2D kernel = new Pool2D(w, kind, file.Int(-128, 127, "minimum"), file.Int(-128, 127, "maximum"));
            if (kind == PoolKind.Average) file.Need(4L * w.Channels);
            return new PackedOperator(kernel, x, y);
        }
    }
}
