using EdgeConv.Compiler.Backends;
using EdgeConv.Kernels;
using EdgeConv.Models;

namespace EdgeConv.Compiler.Operators;

public sealed partial class FullyConnected
{
    /// <inheritdoc/>
    internal override void Pack(EcmWriter file)
    {
        sbyte[] filters = (sbyte[])Filters.Constant!;
        int outputs = Filters.Shape[0], inputs = Filters.Shape[1], filterZeroPoint = Filters.Quantized.ZeroPoint, zeroPoint = Input.Quantized.ZeroPoint;
        file.Begin(PackedOperatorCode.FullyConnected);
        file.Places(Input, Output);
        file.Ints(Batches, inputs, outputs, filterZeroPoint, zeroPoint);
        file.Flag(file.IsCompact(this));
        file.Requantization(Multipliers, Output, Activation);
        file.Bias(Bias, outputs);
        Kernels.FullyConnected order = new(Batches, inputs, outputs, filterZeroPoint, zeroPoint, false, new Workspace());
        file.Weights((block, output, taps) => order.Gather(filters, block, output, taps));
        file.End();
    }
}
