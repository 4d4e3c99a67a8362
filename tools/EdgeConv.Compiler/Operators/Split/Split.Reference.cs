using EdgeConv.Compiler.Graphs;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Split
{
    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        foreach (Tensor output in Outputs) values.Set(output, output.NewValue());
        int place = 0;
        for (int repeat = 0; repeat < Repeats; repeat++)
            foreach (Tensor output in Outputs)
            {
                int block = output.Shape.Length / Repeats;
                Array.Copy(values.Of(Input), place, values.Of(output), repeat * block, block);
                place += block;
            }
    }
}
