using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Mean or sum along axes: x, y, shape, shape with 1 for each axis summed, zero point, requantization.</summary>
    internal sealed class PackedMean : PackedOperator
    {
        private readonly int _x, _y;
        private readonly Mean _kernel;

        internal PackedMean(EcmReader file)
        {
            _x = file.Word();
            _y = file.Word();
            int[] shape = file.Shape(), reduced = file.Shape();
            int zeroPoint = file.ZeroPoint(), length = file.Length(reduced);
            file.CheckApart(_x, file.Length(shape), _y, length);
            file.Need(4L * length + 12L * shape.Length);
            Requantization requantization = file.Requantization(1);
            if (file.IsLoading) _kernel = new Mean(shape, reduced, zeroPoint, requantization);
            else Mean.Check(shape, reduced);
        }

        internal override void Invoke(sbyte[] arena)
        {
            _kernel.Invoke(arena, _x, arena, _y);
        }
    }
}
