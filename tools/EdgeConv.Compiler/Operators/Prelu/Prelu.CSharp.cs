using System.Globalization;
using EdgeConv.Compiler.Backends;
using EdgeConv.Compiler.Backends.CSharp;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Prelu : ICompiled
{
    void ICompiled.Write(ClassWriter writer)
    {
        int[] axes = Operands.Aligned(Output.Shape, Slopes.Shape.Rank), slopeAxes = Operands.Aligned(Slopes.Shape, axes.Length), steps = EcmWriter.Steps(axes), slopeSteps = EcmWriter.Steps(slopeAxes);
        for (int axis = 0; axis < axes.Length; axis++)
            if (slopeAxes[axis] == 1) slopeSteps[axis] = 0;
        string[] x = writer.Place(Input).Split(", "), slopes = writer.Place(Slopes).Split(", ");
        static int Start(string[] place) => int.Parse(place[1], CultureInfo.InvariantCulture);
        static string Minus(int zeroPoint) => zeroPoint == 0 ? "" : zeroPoint > 0 ? $" - {zeroPoint}" : $" + {-zeroPoint}";
        using (writer.RunBlock(""))
        {
            writer.Run("int v;");
            writer.Each(axes, at =>
            {
                writer.Run($"v = {x[0]}[{at(Start(x), steps)}]{Minus(Input.Quantized.ZeroPoint)};");
                writer.Run($"if (v >= 0) v = Requantize.Apply(v, {IdentityMultiplier.Mantissa}, {IdentityMultiplier.Shift}){Minus(-Output.Quantized.ZeroPoint)};");
                writer.Run($"else v = Requantize.Apply(v * ({slopes[0]}[{at(Start(slopes), slopeSteps)}]{Minus(Slopes.Quantized.ZeroPoint)}), {SlopeMultiplier.Mantissa}, {SlopeMultiplier.Shift}){Minus(-Output.Quantized.ZeroPoint)};");
                writer.Run("if (v < -128) v = -128;");
                writer.Run("else if (v > 127) v = 127;");
                writer.Run($"a[{at(writer.Offset(Output), steps)}] = (sbyte)v;");
            });
        }
    }
}
