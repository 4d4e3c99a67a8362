using EdgeConv.Compiler.Backends;
using EdgeConv.Kernels;
using EdgeConv.Models;

namespace EdgeConv.Compiler.Operators;

public sealed partial class DepthwiseConv2D
{
    /// <inheritdoc/>
    internal override void Pack(EcmWriter file)
    {
        sbyte[] filters = (sbyte[])Filters.Constant!;
        int zeroPoint = Input.Quantized.ZeroPoint;
        file.Begin(PackedOperatorCode.DepthwiseConv2D);
        file.Places(Input, Output);
        Window2D window = file.Window(Input, Window);
        file.Ints(ChannelMultiplier, zeroPoint);
        file.Flag(file.IsCompact(this));
        file.Requantization(Multipliers, Output, Activation);
        file.Bias(Bias, Multipliers.Length);
        Kernels.DepthwiseConv2D order = new(window, ChannelMultiplier, zeroPoint, false, new Workspace());
        file.Weights((pass, block, taps) => order.Gather(filters, pass, block, taps));
        file.End();
    }
}
