using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Softmax: x, y, rows, depth, multiplier, left shift.</summary>
    internal static class PackedSoftmax
    {
        internal static PackedOperator Read(EcmReader file)
        {
            int x = file.Word(), y = file.Word();
            int rows = file.Int(1, EcmReader.Most, "rows"), depth = file.Int(1, 4095, "depth");
            file.CheckInPlace(x, (long)rows * depth, y, (long)rows * depth);
            file.Need(1024);
            Softmax kernel = new Softmax(rows, depth, file.Int(0, int.MaxValue, "multiplier"), file.Int(0, 31, "left shift"));
            return new PackedOperator(kernel, x, y);
        }
    }
}
