using EdgeConv.Compiler.Backends;
using EdgeConv.Compiler.Backends.CSharp;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Reduce : ICompiled
{
    // More cells are summed by the kernel: a sum as a list of weights is for small ones.
    private const int MostCells = 1 << 16;

    private Sums MakeSums() => new(1, Cells, [.. Enumerable.Repeat((sbyte)1, Cells)], [-Cells * Input.Quantized.ZeroPoint], [Multiplier], Output.Quantized.ZeroPoint, -128, 127);

    void ICompiled.Write(ClassWriter writer)
    {
        // A block of axes with what stands inside them: the mean of maps over rows and columns.
        int inner = Axes.Length == 0 ? 1 : Input.Shape.Axes.Skip(Axes[^1] + 1).Aggregate(1, (a, b) => a * b), outer = Output.Shape.Length / inner;
        bool isBlock = Axes.Length > 0 && Axes[^1] - Axes[0] == Axes.Length - 1;
        if (ReduceKind is ReduceKind.Maximum or ReduceKind.Minimum)
        {
            WriteExtreme(writer);
            return;
        }
        if (!isBlock || Cells > MostCells)
        {
            writer.Kernel("Mean", $"{ClassWriter.Axes(Input.Shape)}, {ClassWriter.Axes(KeptShape)}, {Input.Quantized.ZeroPoint}, {ClassWriter.Requantization([Multiplier], Output, Activation.None)}", Input, Output);
            return;
        }
        Sums sums = MakeSums();
        Store store = new(sums, false, null);
        CodeWriter code = writer.Methods;
        store.Method(code, $"private static void {writer.Name}(sbyte[] x, int p, sbyte[] y, int o)", () =>
        {
            using (code.Block($"for (int stop = p + {inner}; p < stop; p++)"))
            {
                code.Line("int s = 0;");
                code.Line($"for (int i = p, end = p + {Cells * inner}; i < end; i += {inner}) s += x[i];");
                store.Int(code, "o", 0, "s");
                code.Line("o++;");
            }
        });
        (string from, string to) = ($"{writer.Offset(Input)}", $"{writer.Offset(Output)}");
        if (outer == 1) writer.Run($"{writer.Name}(a, {from}, a, {to});");
        else
            using (writer.RunBlock($"for (int i = 0; i < {outer}; i++)"))
                writer.Run($"{writer.Name}(a, {from} + i * {Cells * inner}, a, {to} + i * {inner});");
    }

    private void WriteExtreme(ClassWriter writer)
    {
        int[] steps = EcmWriter.Steps(Input.Shape.Axes.AsSpan()), kept = EcmWriter.Steps(KeptShape.Axes.AsSpan());
        foreach (int axis in Axes) kept[axis] = 0;
        int from = writer.Offset(Input), to = writer.Offset(Output);
        writer.Run($"for (int i = {to}; i < {to + Output.Shape.Length}; i++) a[i] = {(ReduceKind == ReduceKind.Maximum ? -128 : 127)};");
        writer.Each(Input.Shape.Axes.AsSpan(), at =>
        {
            writer.Run($"if (a[{at(from, steps)}] {(ReduceKind == ReduceKind.Maximum ? '>' : '<')} a[{at(to, kept)}]) a[{at(to, kept)}] = a[{at(from, steps)}];");
        });
    }
}
