using EdgeConv.Compiler.Graphs;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Concatenation
{
    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        Array y = Output.NewValue();
        int place = 0;
        for (int repeat = 0; repeat < Repeats; repeat++)
            foreach (Tensor input in Inputs)
            {
                int block = input.Shape.Length / Repeats;
                Array.Copy(values.Of(input), repeat * block, y, place, block);
                place += block;
            }
        values.Set(Output, y);
    }
}
