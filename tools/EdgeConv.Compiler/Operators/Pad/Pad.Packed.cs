using EdgeConv.Compiler.Backends;
using EdgeConv.Models;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Pad
{
    /// <inheritdoc/>
    internal override void Pack(EcmWriter file)
    {
        int place = file.PlaceOf(Output);
        file.Begin(PackedOperatorCode.Fill);
        file.Ints(place, Output.Shape.Length, Value);
        file.End();
        int[] steps = EcmWriter.Steps(Output.Shape.Axes.AsSpan());
        file.Copy(file.PlaceOf(Input), place + steps.Select((step, axis) => step * Before[axis]).Sum(), Input.Shape.Axes.AsSpan(), EcmWriter.Steps(Input.Shape.Axes.AsSpan()), steps);
    }
}
