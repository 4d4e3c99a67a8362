using EdgeConv.Compiler.Backends;

namespace EdgeConv.Compiler.Operators;

public sealed partial class StridedSlice
{
    /// <inheritdoc/>
    internal override void Pack(EcmWriter file)
    {
        int[] steps = EcmWriter.Steps(Input.Shape.Axes.AsSpan());
        int from = file.PlaceOf(Input) + steps.Select((step, axis) => step * Starts[axis]).Sum();
        file.Copy(from, file.PlaceOf(Output), Counts.AsSpan(), [.. steps.Select((step, axis) => step * Strides[axis])], EcmWriter.Steps(Counts.AsSpan()));
    }
}
