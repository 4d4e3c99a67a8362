using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Maximum or minimum of two operands: a, b, y, minimum, shapes.</summary>
    internal sealed class PackedExtreme : PackedOperator
    {
        private readonly int _a, _b, _y;
        private readonly Maximum _maximum;
        private readonly Minimum _minimum;

        internal PackedExtreme(EcmReader file)
        {
            _a = file.Word();
            _b = file.Word();
            _y = file.Word();
            bool isMinimum = file.Flag("minimum");
            int[] aShape = file.Shape(), bShape = file.Shape();
            int length = PairedRuns.Broadcast(aShape, bShape).Total;
            file.CheckInPlace(_a, file.Length(aShape), _y, length);
            file.CheckInPlace(_b, file.Length(bShape), _y, length);
            file.Need(PairedRuns.BytesOf(aShape, bShape));
            if (isMinimum) _minimum = new Minimum(aShape, bShape);
            else _maximum = new Maximum(aShape, bShape);
        }

        internal override void Invoke(sbyte[] arena)
        {
            if (_minimum != null) _minimum.Invoke(arena, _a, arena, _b, arena, _y);
            else _maximum.Invoke(arena, _a, arena, _b, arena, _y);
        }
    }
}
