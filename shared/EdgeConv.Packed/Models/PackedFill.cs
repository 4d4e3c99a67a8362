using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>One value throughout: y, count, value.</summary>
    internal static class PackedFill
    {
        internal static PackedOperator Read(EcmReader file)
        {
            int y = file.Word(), count = file.Int(1, EcmReader.Most, "count");
            Fill kernel = new Fill(count, (sbyte)file.Int(-128, 127, "value"));
            file.CheckPlace(y, count);
            return new PackedOperator(kernel, y, y);
        }
    }
}
