namespace EdgeConv.Compiler.CSharp;

/// <summary>Writes the C# of operators that compute value by value, reduce, or convert values.</summary>
internal static class CompiledArithmetic
{
    internal static void Write(ClassWriter writer, Elementwise op)
    {
        string left = ClassWriter.Axes(op.Left.Shape), right = ClassWriter.Axes(op.Right.Shape);
        string leftZero = $"{op.Left.Quantized.ZeroPoint}", rightZero = $"{op.Right.Quantized.ZeroPoint}";
        (string factory, string arguments) = op.Function switch
        {
            ElementwiseKind.Maximum or ElementwiseKind.Minimum => (op.Function.ToString(), $"{left}, {right}"),
            ElementwiseKind.Mul => ("Product", $"{left}, {leftZero}, {right}, {rightZero}, {Output()}"),
            _ => ("Sum", $"{left}, {leftZero}, {op.LeftMultiplier.Mantissa}, {op.LeftMultiplier.Shift}, {right}, {rightZero}, "
                + $"{op.RightMultiplier.Mantissa}, {op.RightMultiplier.Shift}, {Elementwise.LeftShift}, {Output()}, "
                + (op.Function == ElementwiseKind.Sub ? "true" : "false")),
        };
        writer.Kernel("Elementwise." + factory, arguments, op.Left, op.Right, op.Output);

        string Output() => ClassWriter.Requantization([op.OutputMultiplier], op.Output, op.Activation);
    }

    internal static void Write(ClassWriter writer, Prelu op)
    {
        int[] axes = Operands.Aligned(op.Output.Shape, op.Slopes.Shape.Rank), slopeAxes = Operands.Aligned(op.Slopes.Shape, axes.Length),
            steps = Shape.Steps(axes), slopeSteps = Shape.Steps(slopeAxes);
        for (int axis = 0; axis < axes.Length; axis++)
            if (slopeAxes[axis] == 1) slopeSteps[axis] = 0;
        ArrayOffset x = writer.AddressOf(op.Input), slopes = writer.AddressOf(op.Slopes);
        static string Minus(int zeroPoint) => zeroPoint == 0 ? "" : zeroPoint > 0 ? $" - {zeroPoint}" : $" + {-zeroPoint}";
        using (writer.RunBlock(""))
        {
            writer.Run("int v;");
            writer.Each(axes, at =>
            {
                writer.Run($"v = {x.Array}[{at(x.Offset, steps)}]{Minus(op.Input.Quantized.ZeroPoint)};");
                writer.Run($"if (v >= 0) v = Requantize.Apply(v, {op.IdentityMultiplier.Mantissa}, "
                    + $"{op.IdentityMultiplier.Shift}){Minus(-op.Output.Quantized.ZeroPoint)};");
                writer.Run("else v = Requantize.Apply(v * "
                    + $"({slopes.Array}[{at(slopes.Offset, slopeSteps)}]{Minus(op.Slopes.Quantized.ZeroPoint)}), "
                    + $"{op.SlopeMultiplier.Mantissa}, {op.SlopeMultiplier.Shift}){Minus(-op.Output.Quantized.ZeroPoint)};");
                writer.Run("if (v < -128) v = -128;");
                writer.Run("else if (v > 127) v = 127;");
                writer.Run($"a[{at(writer.Offset(op.Output), steps)}] = (sbyte)v;");
            });
        }
    }

    // A mean over more cells runs on the kernel. A smaller one is treated as a sum of products whose weights are all 1, which is a list of
    // as many weights.
    internal const int MaxCells = 1 << 16;

    internal static Accumulators MakeAccumulators(Reduce op) => new(1, op.Cells, [.. Enumerable.Repeat((sbyte)1, op.Cells)],
        [-op.Cells * op.Input.Quantized.ZeroPoint], [op.Multiplier], op.Output.Quantized.ZeroPoint, -128, 127);

    internal static void Write(ClassWriter writer, Reduce op)
    {
        // The code below needs axes that follow each other, such as rows and columns of a map. inner is the number of values from one index
        // of the last of them to the next, here the channels.
        int inner = op.Axes.Length == 0 ? 1 : op.Input.Shape.Axes.Skip(op.Axes[^1] + 1).Aggregate(1, (a, b) => a * b),
            outer = op.Output.Shape.Length / inner;
        bool isBlock = op.Axes.Length > 0 && op.Axes[^1] - op.Axes[0] == op.Axes.Length - 1;
        if (op.ReduceKind is ReduceKind.Maximum or ReduceKind.Minimum)
        {
            WriteExtreme(writer, op);
            return;
        }
        if (!isBlock || op.Cells > MaxCells)
        {
            writer.Kernel("Mean", $"{ClassWriter.Axes(op.Input.Shape)}, {ClassWriter.Axes(op.KeptShape)}, {op.Input.Quantized.ZeroPoint}, "
                + $"{ClassWriter.Requantization([op.Multiplier], op.Output, Activation.None)}", op.Input, op.Output);
            return;
        }
        Accumulators sums = MakeAccumulators(op);
        Epilogue store = new(sums, false, null);
        WindowSum sum = new(1, op.Cells, op.Cells * inner, inner);
        CodeWriter code = writer.Methods;
        store.Method(code, writer.Name, "sbyte[] x, int p, sbyte[] y, int o", () =>
        {
            using (code.Block($"for (int stop = p + {inner}; p < stop; p++, o++)"))
            {
                if (!sum.IsExpression)
                {
                    code.Line("int s = 0;");
                    sum.Add(code);
                }
                store.Int(code, "o", 0, sum.IsExpression ? sum.Expression(0) : "s");
            }
        });
        (string from, string to) = ($"{writer.Offset(op.Input)}", $"{writer.Offset(op.Output)}");
        if (outer == 1) writer.Run($"{writer.Name}(a, {from}, a, {to});");
        else
            using (writer.RunBlock($"for (int i = 0; i < {outer}; i++)"))
                writer.Run($"{writer.Name}(a, {from} + i * {op.Cells * inner}, a, {to} + i * {inner});");
    }

    private static void WriteExtreme(ClassWriter writer, Reduce op)
    {
        int[] steps = Shape.Steps(op.Input.Shape.Axes.AsSpan()), kept = Shape.Steps(op.KeptShape.Axes.AsSpan());
        foreach (int axis in op.Axes) kept[axis] = 0;
        int from = writer.Offset(op.Input), to = writer.Offset(op.Output);
        writer.Run($"for (int i = {to}; i < {to + op.Output.Shape.Length}; i++) a[i] = "
            + $"{(op.ReduceKind == ReduceKind.Maximum ? -128 : 127)};");
        writer.Each(op.Input.Shape.Axes.AsSpan(), at =>
        {
            writer.Run($"if (a[{at(from, steps)}] {(op.ReduceKind == ReduceKind.Maximum ? '>' : '<')} a[{at(to, kept)}]) "
                + $"a[{at(to, kept)}] = a[{at(from, steps)}];");
        });
    }

    internal static void Write(ClassWriter writer, Softmax op) =>
        writer.Kernel("Softmax", $"{op.Input.Shape.Length / op.Depth}, {op.Depth}, {op.Mantissa}, {op.Shift}", op.Input, op.Output);

    internal static void Write(ClassWriter writer, UnaryTable op) =>
        writer.Kernel("LookupTable", $"{ClassWriter.Array(op.Table)}, {op.Input.Shape.Length}", op.Input, op.Output);
}
