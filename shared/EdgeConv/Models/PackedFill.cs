using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>One value throughout: y, count, value.</summary>
    internal sealed class PackedFill : PackedOperator
    {
        private readonly int _y, _count;
        private readonly sbyte _value;

        internal PackedFill(EcmReader file)
        {
            _y = file.Word();
            _count = file.Int(1, EcmReader.Most, "count");
            _value = (sbyte)file.Int(-128, 127, "value");
            file.CheckPlace(_y, _count);
        }

        internal override void Invoke(sbyte[] arena)
        {
            Pad.Fill(arena, _y, _count, _value);
        }
    }
}
