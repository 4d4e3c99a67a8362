using EdgeConv.Compiler.Backends.CSharp;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Reduce : ISummed
{
    Sums ISummed.MakeSums() => new(1, Cells, [.. Enumerable.Repeat((sbyte)1, Cells)], [-Cells * Input.Quantized.ZeroPoint], [Multiplier], Output.Quantized.ZeroPoint, -128, 127);

    void ICompiled.Write(ClassWriter writer)
    {
        // A block of axes with what stands inside them: the mean of maps over rows and columns.
        int inner = Axes.Length == 0 ? 1 : Input.Shape.Axes.Skip(Axes[^1] + 1).Aggregate(1, (a, b) => a * b), outer = Output.Shape.Length / inner;
        bool isBlock = Axes.Length > 0 && Axes[^1] - Axes[0] == Axes.Length - 1;
        if (ReduceKind is not (ReduceKind.Mean or ReduceKind.Sum) || !isBlock) throw new ModelException($"{this} over these axes is not compiled");
        Sums sums = writer.SumsOf(this);
        Store store = new(sums, false, writer.Tables.Of(sums));
        CodeWriter code = writer.Methods;
        code.Line();
        using (code.Block($"private static void {writer.Name}(sbyte[] x, int p, sbyte[] y, int o{(store.Table is null ? "" : ", sbyte[] t")})"))
        {
            if (store.NeedsClampLocal) code.Line("int v;");
            using (code.Block($"for (int stop = p + {inner}; p < stop; p++)"))
            {
                code.Line("int s = 0;");
                code.Line($"for (int i = p, end = p + {Cells * inner}; i < end; i += {inner}) s += x[i];");
                store.Value(code, "o", 0, "s", 0, isInt: true);
                code.Line("o++;");
            }
        }
        for (int i = 0; i < outer; i++)
            writer.Run($"{writer.Name}(a, {writer.Offset(Input) + i * Cells * inner}, a, {writer.Offset(Output) + i * inner}{(store.Table is null ? "" : ", " + store.Table)});");
    }
}
