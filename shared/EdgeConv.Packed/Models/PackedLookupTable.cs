using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Any function of one value: x, y, count, 256 results with that of -128 first.</summary>
    internal static class PackedLookupTable
    {
        internal static PackedOperator Read(EcmReader file)
        {
            int x = file.Word(), y = file.Word();
            int count = file.Int(1, EcmReader.Most, "count");
            file.CheckInPlace(x, count, y, count);
            sbyte[] table = new sbyte[256];
            file.Read(table, 0, 256);
            file.Need(256);
            LookupTable kernel = new LookupTable(table, count);
            return new PackedOperator(kernel, x, y);
        }
    }
}
