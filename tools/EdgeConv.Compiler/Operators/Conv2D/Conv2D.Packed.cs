using EdgeConv.Compiler.Backends;
using EdgeConv.Kernels;
using EdgeConv.Models;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Conv2D
{
    /// <inheritdoc/>
    internal override void Pack(EcmWriter file)
    {
        sbyte[] filters = (sbyte[])Filters.Constant!;
        int outputs = Filters.Shape[0], zeroPoint = Input.Quantized.ZeroPoint;
        file.Begin(PackedOperatorCode.Conv2D);
        file.Places(Input, Output);
        Window2D window = file.Window(Input, Window);
        file.Ints(outputs, Groups, zeroPoint);
        file.Flag(file.IsCompact(this));
        file.Requantization(Multipliers, Output, Activation);
        file.Bias(Bias, outputs);
        PackedFilters order = new Kernels.Conv2D(window, outputs, Groups, zeroPoint, false, new Workspace()).Filters;
        file.Weights((pass, block, taps) => order.Gather(filters, filters.Length / outputs, 1, pass, block, taps));
        file.End();
    }
}
