namespace EdgeConv.Compiler.CSharp;

/// <summary>Where a tensor begins in generated code.</summary>
/// <param name="Array">The array's name: <c>a</c>, the arena, or a field with a constant.</param>
/// <param name="Offset">Index of the tensor's first element.</param>
internal readonly record struct ArrayOffset(string Array, int Offset)
{
    /// <summary>So many elements further on.</summary>
    public static ArrayOffset operator +(ArrayOffset start, int elements) => start with { Offset = start.Offset + elements };

    /// <summary>As two arguments, e.g. <c>a, 128</c>.</summary>
    public override string ToString() => $"{Array}, {Offset}";
}
