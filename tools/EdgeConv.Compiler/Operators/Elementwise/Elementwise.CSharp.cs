using EdgeConv.Compiler.Backends;
using EdgeConv.Compiler.Backends.CSharp;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Elementwise : ICompiled
{
    void ICompiled.Write(ClassWriter writer)
    {
        string left = ClassWriter.Axes(Left.Shape), right = ClassWriter.Axes(Right.Shape);
        bool adds = Function is ElementwiseKind.Add or ElementwiseKind.Sub, multiplies = Function == ElementwiseKind.Mul;
        string kernel = Function switch { ElementwiseKind.Add => "Add", ElementwiseKind.Sub => "Sub", ElementwiseKind.Mul => "Mul", ElementwiseKind.Minimum => "Minimum", _ => "Maximum" };
        string requantization = adds || multiplies ? ", " + ClassWriter.Requantization([OutputMultiplier], Output, Activation) : "";
        string arguments = adds
            ? $"{left}, {Left.Quantized.ZeroPoint}, {LeftMultiplier.Mantissa}, {LeftMultiplier.Shift}, {right}, {Right.Quantized.ZeroPoint}, {RightMultiplier.Mantissa}, {RightMultiplier.Shift}, {LeftShift}"
            : multiplies ? $"{left}, {Left.Quantized.ZeroPoint}, {right}, {Right.Quantized.ZeroPoint}" : $"{left}, {right}";
        writer.Kernel(kernel, arguments + requantization, Left, Right, Output);
    }
}
