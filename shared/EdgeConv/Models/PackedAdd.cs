using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Sum or difference: a, b, y, subtract, shapes, then zero point, multiplier and shift of each operand, left shift, requantization.</summary>
    internal sealed class PackedAdd : PackedOperator
    {
        private readonly int _a, _b, _y;
        private readonly Add _kernel;

        internal PackedAdd(EcmReader file)
        {
            _a = file.Word();
            _b = file.Word();
            _y = file.Word();
            bool subtracts = file.Flag("subtract");
            int[] aShape = file.Shape(), bShape = file.Shape();
            int aZeroPoint = file.ZeroPoint(), aMultiplier = file.Int(0, int.MaxValue, "multiplier"), aShift = file.Int(-31, 0, "shift");
            int bZeroPoint = file.ZeroPoint(), bMultiplier = file.Int(0, int.MaxValue, "multiplier"), bShift = file.Int(-31, 0, "shift"), leftShift = file.Int(0, 22, "left shift");
            _kernel = new Add(aShape, aZeroPoint, aMultiplier, aShift, bShape, bZeroPoint, bMultiplier, bShift, leftShift, file.Requantization(1), subtracts);
            file.CheckInPlace(_a, file.Length(aShape), _y, _kernel.Length);
            file.CheckInPlace(_b, file.Length(bShape), _y, _kernel.Length);
            file.Need(2048 + PairedRuns.BytesOf(aShape, bShape));
        }

        internal override void Invoke(sbyte[] arena)
        {
            _kernel.Invoke(arena, _a, arena, _b, arena, _y);
        }
    }
}
