using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>One value throughout: y, count, value.</summary>
    internal sealed class PackedFill : IKernel
    {
        private int _count;
        private sbyte _value;

        internal static PackedOperator Read(EcmReader file)
        {
            int y = file.Word();
            PackedFill kernel = new PackedFill();
            kernel._count = file.Int(1, EcmReader.Most, "count");
            kernel._value = (sbyte)file.Int(-128, 127, "value");
            file.CheckPlace(y, kernel._count);
            return new PackedOperator(kernel, y, y);
        }

        public void Invoke(sbyte[] x, int xOffset, sbyte[] y, int yOffset)
        {
            Pad.Fill(y, yOffset, _count, _value);
        }
    }
}
