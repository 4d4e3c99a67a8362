using EdgeConv.Compiler.Backends.CSharp;
using EdgeConv.Reference;

namespace EdgeConv.Compiler.Operators;

public sealed partial class ResizeBilinear : ICompiled
{
    // As the reference places the cells: in 1024ths, divisions rounded toward zero.
    void ICompiled.Write(ClassWriter writer)
    {
        (int n, int h, int w, int c) = Input.Shape.Nhwc;
        int outH = Output.Shape[1], outW = Output.Shape[2];
        string[] x = writer.Place(Input).Split(", ");
        string Position(string index, int extent, int outputs)
        {
            int step = ReferenceResizeBilinear.Step(extent, outputs, AlignCorners), start = HalfPixelCenters ? step / 2 - 512 : 0;
            return $"{index} * {step}{(start == 0 ? "" : start > 0 ? $" + {start}" : $" - {-start}")}";
        }
        void Cells(string position, string index, int extent, int outputs, string before, string after, int pitch)
        {
            writer.Run($"int {position} = {Position(index, extent, outputs)}, {before} = {position} / 1024, {after} = ({position} + 1023) / 1024;");
            writer.Run($"if ({after} > {extent - 1}) {after} = {extent - 1};");
            writer.Run($"{position} -= {before} * 1024;");
            if (pitch == 1) return;
            writer.Run($"{before} *= {pitch};");
            writer.Run($"{after} *= {pitch};");
        }
        using (writer.RunBlock($"for (int b = 0, o = {writer.Offset(Output)}; b < {n}; b++)"))
        using (writer.RunBlock($"for (int r = 0; r < {outH}; r++)"))
        {
            Cells("down", "r", h, outH, "above", "below", w * c);
            using (writer.RunBlock($"for (int s = 0; s < {outW}; s++)"))
            {
                Cells("along", "s", w, outW, "left", "right", c);
                using (writer.RunBlock($"for (int p = {x[1]} + b * {h * w * c}, end = p + {c}; p < end; p++)"))
                {
                    writer.Run($"int v = ({x[0]}[p + above + left] * (1024 - down) + {x[0]}[p + below + left] * down) * (1024 - along) + ({x[0]}[p + above + right] * (1024 - down) + {x[0]}[p + below + right] * down) * along;");
                    writer.Run("a[o++] = (sbyte)((v + (v > 0 ? 524288 : -524288)) / 1048576);");
                }
            }
        }
    }
}
