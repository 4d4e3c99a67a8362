namespace EdgeConv.Compiler.CSharp;

/// <summary>Writes the C# of operators that move values without changing them, pad or resize.</summary>
internal static class CompiledLayouts
{
    // RESIZE_BILINEAR divides its sums by 1024 * 1024; half of this is added first to round.
    private const int ResizeDivisor = 1 << 20;

    internal static void Write(ClassWriter writer, Pad op)
    {
        int offset = writer.Offset(op.Output);
        writer.Run($"for (int i = {offset}; i < {offset + op.Output.Shape.Length}; i++) a[i] = {op.Value};");
        writer.Copy(BlockCopy.Of(op));
    }

    // Copies the input into the middle of the output. Then mirrors, for one axis after the other, everything that was written so far.
    internal static void Write(ClassWriter writer, MirrorPad op)
    {
        BlockCopy copy = BlockCopy.Of(op);
        writer.Copy(copy);
        int[] steps = copy.ToSteps, extents = copy.Extents, negative = [.. steps];
        int middle = writer.Offset(op.Output) + copy.ToOffset, edge = op.RepeatsEdge ? 0 : 1;
        for (int axis = 0; axis < extents.Length; axis++)
        {
            int extent = extents[axis], step = steps[axis], start = middle - op.Before[axis] * step;
            negative[axis] = -step;
            void Mirror(int count, int source, int target)
            {
                if (count == 0) return;
                extents[axis] = count;
                writer.Copy(new("a", start + source * step), start + target * step, extents, negative, steps);
            }
            Mirror(op.Before[axis], 2 * op.Before[axis] + edge - 1, 0);
            Mirror(op.After[axis], op.Before[axis] + extent - 1 - edge, op.Before[axis] + extent);
            negative[axis] = step;
            extents[axis] = op.Before[axis] + extent + op.After[axis];
            middle = start;
        }
    }

    internal static void Write(ClassWriter writer, ResizeNearestNeighbor op)
    {
        (int n, int h, int w, int c) = op.Input.Shape.Nhwc;
        writer.Kernel("ResizeNearest", $"{n}, {h}, {w}, {c}, {ClassWriter.Array(op.Rows)}, {ClassWriter.Array(op.Columns)}", op.Input,
            op.Output);
    }

    // Computes positions as ReferenceResizeBilinear does: in 1024ths of a cell, with divisions that round toward zero.
    internal static void Write(ClassWriter writer, ResizeBilinear op)
    {
        (int n, int h, int w, int c) = op.Input.Shape.Nhwc;
        int outH = op.Output.Shape[1], outW = op.Output.Shape[2];
        ArrayOffset x = writer.AddressOf(op.Input);
        string Position(string index, int extent, int outputs)
        {
            int step = ReferenceResizeBilinear.Step(extent, outputs, op.AlignCorners), start = op.HalfPixelCenters ? step / 2 - 512 : 0;
            return $"{index} * {step}{(start == 0 ? "" : start > 0 ? $" + {start}" : $" - {-start}")}";
        }
        void Cells(string position, string index, int extent, int outputs, string before, string after, int pitch)
        {
            writer.Run($"int {position} = {Position(index, extent, outputs)}, "
                + $"{before} = {position} / 1024, {after} = ({position} + 1023) / 1024;");
            writer.Run($"if ({after} > {extent - 1}) {after} = {extent - 1};");
            writer.Run($"{position} -= {before} * 1024;");
            if (pitch == 1) return;
            writer.Run($"{before} *= {pitch};");
            writer.Run($"{after} *= {pitch};");
        }
        using (writer.RunBlock($"for (int b = 0, o = {writer.Offset(op.Output)}; b < {n}; b++)"))
        using (writer.RunBlock($"for (int r = 0; r < {outH}; r++)"))
        {
            Cells("down", "r", h, outH, "above", "below", w * c);
            using (writer.RunBlock($"for (int s = 0; s < {outW}; s++)"))
            {
                Cells("along", "s", w, outW, "left", "right", c);
                using (writer.RunBlock($"for (int p = {x.Offset} + b * {h * w * c}, end = p + {c}; p < end; p++)"))
                {
                    writer.Run($"int v = ({x.Array}[p + above + left] * (1024 - down) + {x.Array}[p + below + left] * down) * (1024 "
                        + $"- along) + ({x.Array}[p + above + right] * (1024 - down) + {x.Array}[p + below + right] * down) * along;");
                    writer.Run($"a[o++] = (sbyte)((v + (v > 0 ? {ResizeDivisor / 2} : -{ResizeDivisor / 2})) / {ResizeDivisor});");
                }
            }
        }
    }
}
