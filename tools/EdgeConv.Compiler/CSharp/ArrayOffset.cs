namespace EdgeConv.Compiler.CSharp;

/// <summary>The position of a tensor in generated code: an array and an index.</summary>
/// <param name="Array">Name of the array: <c>a</c> for the arena, or a field that holds a constant.</param>
/// <param name="Offset">Index of the tensor's first element.</param>
internal readonly record struct ArrayOffset(string Array, int Offset)
{
    public static ArrayOffset operator +(ArrayOffset start, int elements) => start with { Offset = start.Offset + elements };

    /// <summary>The position as two arguments of a call, e.g. <c>a, 128</c>.</summary>
    public override string ToString() => $"{Array}, {Offset}";
}
