using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Softmax: x, y, rows, depth, multiplier, left shift.</summary>
    internal sealed class PackedSoftmax : PackedOperator
    {
        private readonly int _x, _y;
        private readonly Softmax _kernel;

        internal PackedSoftmax(EcmReader file)
        {
            _x = file.Word();
            _y = file.Word();
            int rows = file.Int(1, EcmReader.Most, "rows"), depth = file.Int(1, 4095, "depth");
            file.CheckInPlace(_x, (long)rows * depth, _y, (long)rows * depth);
            file.Need(1024);
            _kernel = new Softmax(rows, depth, file.Int(0, int.MaxValue, "multiplier"), file.Int(0, 31, "left shift"));
        }

        internal override void Invoke(sbyte[] arena)
        {
            _kernel.Invoke(arena, _x, arena, _y);
        }
    }
}
