using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Any function of one value: x, y, count, 256 results with that of -128 first.</summary>
    internal sealed class PackedLookupTable : PackedOperator
    {
        private readonly int _x, _y;
        private readonly LookupTable _kernel;

        internal PackedLookupTable(EcmReader file)
        {
            _x = file.Word();
            _y = file.Word();
            int count = file.Int(1, EcmReader.Most, "count");
            file.CheckInPlace(_x, count, _y, count);
            sbyte[] table = new sbyte[256];
            file.Read(table, 0, 256);
            file.Need(256);
            _kernel = new LookupTable(table, count);
        }

        internal override void Invoke(sbyte[] arena)
        {
            _kernel.Invoke(arena, _x, arena, _y);
        }
    }
}
