using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Fully connected layer: x, y, batches, inputs, outputs, zero point of the weights and of the input, compact, requantization, biases, weights in the kernel's order.</summary>
    internal sealed class PackedFullyConnected : PackedOperator
    {
        private readonly int _x, _y;
        private readonly FullyConnected _kernel;

        internal PackedFullyConnected(EcmReader file)
        {
            _x = file.Word();
            _y = file.Word();
            int batches = file.Int(1, EcmReader.Most, "batches"), inputs = file.Int(1, EcmReader.Most, "inputs"), outputs = file.Int(1, EcmReader.Most, "outputs");
            int filterZeroPoint = file.ZeroPoint(), zeroPoint = file.ZeroPoint();
            bool isCompact = file.Flag("compact");
            file.Length(new int[] { inputs, outputs });
            file.CheckApart(_x, (long)batches * inputs, _y, (long)batches * outputs);
            _kernel = new FullyConnected(batches, inputs, outputs, filterZeroPoint, zeroPoint, isCompact, file.Workspace);
            file.Need(_kernel.Bytes);
            Requantization requantization = file.Requantization(outputs);
            int[] bias = file.Bias(outputs);
            if (file.IsLoading) _kernel.Load(requantization, bias, file);
            else file.Skip(_kernel.WeightCount);
        }

        internal override void Invoke(sbyte[] arena)
        {
            _kernel.Invoke(arena, _x, arena, _y);
        }
    }
}
