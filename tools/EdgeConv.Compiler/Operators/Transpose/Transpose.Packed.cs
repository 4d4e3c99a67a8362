using EdgeConv.Compiler.Backends;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Transpose
{
    /// <inheritdoc/>
    internal override void Pack(EcmWriter file)
    {
        if (IsView)
        {
            file.Copy(Input, Output);
            return;
        }
        int[] steps = EcmWriter.Steps(Input.Shape.Axes.AsSpan());
        file.Copy(file.PlaceOf(Input), file.PlaceOf(Output), Output.Shape.Axes.AsSpan(), [.. Permutation.Select(axis => steps[axis])], EcmWriter.Steps(Output.Shape.Axes.AsSpan()));
    }
}
