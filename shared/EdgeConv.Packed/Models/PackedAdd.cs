using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Sum or difference: a, b, y, subtract, shapes, then zero point, multiplier and shift of each operand, left shift, requantization.</summary>
    internal static class PackedAdd
    {
        internal static PackedOperator Read(EcmReader file)
        {
            int a = file.Word(), b = file.Word(), y = file.Word();
            bool subtracts = file.Flag("subtract");
            int[] aShape = file.Shape(), bShape = file.Shape();
            int aZeroPoint = file.ZeroPoint(), aMultiplier = file.Int(0, int.MaxValue, "multiplier"), aShift = file.Int(-31, 0, "shift");
            int bZeroPoint = file.ZeroPoint(), bMultiplier = file.Int(0, int.MaxValue, "multiplier"), bShift = file.Int(-31, 0, "shift"), leftShift = file.Int(0, 22, "left shift");
            Add kernel = new Add(aShape, aZeroPoint, aMultiplier, aShift, bShape, bZeroPoint, bMultiplier, bShift, leftShift, file.Requantization(1), subtracts);
            file.CheckInPlace(a, file.Length(aShape), y, kernel.Length);
            file.CheckInPlace(b, file.Length(bShape), y, kernel.Length);
            file.Need(2048 + PairedRuns.BytesOf(aShape, bShape));
            return new PackedOperator(kernel, a, b, y);
        }
    }
}
