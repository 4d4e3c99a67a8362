using System.Collections.Immutable;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Operators;
using EdgeConv.Kernels;
using EdgeConv.Models;

namespace EdgeConv.Compiler.Packed;

/// <summary>Writes the fields of an .ecm file's records: what operators emit themselves with. docs/ecm.md describes the file.</summary>
internal sealed class EcmWriter(Func<Tensor, int> placeOf, IReadOnlySet<Operator> compact)
{
    private readonly MemoryStream _bytes = new();
    private int _start;

    /// <summary>Number of records.</summary>
    public int Count { get; private set; }

    /// <summary>Number of bytes.</summary>
    public int Length => (int)_bytes.Length;

    /// <summary>What was written so far.</summary>
    public byte[] ToArray() => _bytes.ToArray();

    /// <summary>True where the operator's weights are to take one byte each.</summary>
    public bool IsCompact(Operator op) => compact.Contains(op);

    /// <summary>Begins a record.</summary>
    public void Begin(PackedOperatorCode code)
    {
        _start = (int)_bytes.Length;
        Count++;
        Ints((int)code, 0);
    }

    /// <summary>Ends a record: fills up its last word and states its length.</summary>
    public void End()
    {
        while (_bytes.Length % 4 != 0) _bytes.WriteByte(0);
        _bytes.Position = _start + 4;
        int length = (int)_bytes.Length - _start;
        Ints(length);
        _bytes.Position = _bytes.Length;
    }

    /// <summary>Words.</summary>
    public void Ints(params ReadOnlySpan<int> values)
    {
        foreach (int value in values) _bytes.Write(BitConverter.GetBytes(value));
    }

    /// <summary>A flag, as 0 or 1.</summary>
    public void Flag(bool value) => Ints(value ? 1 : 0);

    /// <summary>Bytes.</summary>
    public void Bytes(ReadOnlySpan<sbyte> values)
    {
        foreach (sbyte value in values) _bytes.WriteByte((byte)value);
    }

    /// <summary>Where a tensor begins in the arena.</summary>
    public int PlaceOf(Tensor tensor) => placeOf(tensor);

    /// <summary>Where tensors begin in the arena.</summary>
    public void Places(params ReadOnlySpan<Tensor> tensors)
    {
        foreach (Tensor tensor in tensors) Ints(PlaceOf(tensor));
    }

    /// <summary>A shape, at least one axis.</summary>
    public void Shape(ReadOnlySpan<int> axes)
    {
        Ints(axes.Length == 0 ? 1 : axes.Length);
        Ints(axes.Length == 0 ? [1] : axes);
    }

    /// <summary>A window over a map; returns it as the kernels have it.</summary>
    public Window2D Window(Tensor input, Window window)
    {
        (int n, int h, int w, int c) = input.Shape.Nhwc;
        Ints(n, h, w, c, window.Rows, window.Columns, window.StrideY, window.StrideX, window.DilationY, window.DilationX, window.PadTop,
            window.PadLeft, window.OutHeight, window.OutWidth);
        return new Window2D(n, h, w, c, window.Rows, window.Columns, window.StrideY, window.StrideX, window.DilationY, window.DilationX,
            window.PadTop, window.PadLeft, window.OutHeight, window.OutWidth);
    }

    /// <summary>Multipliers, one where all are equal, then the output's zero point and activation range.</summary>
    public void Requantization(ImmutableArray<Multiplier> multipliers, Tensor output, Activation activation)
    {
        if (multipliers.All(multiplier => multiplier == multipliers[0])) multipliers = [multipliers[0]];
        (int minimum, int maximum) = ActivationRange.Of(activation, output.Quantized);
        Ints(multipliers.Length);
        Ints(Multiplier.Mantissas(multipliers));
        Ints(Multiplier.Shifts(multipliers));
        Ints(output.Quantized.ZeroPoint, minimum, maximum);
    }

    /// <summary>Biases, 0 where there are none.</summary>
    public void Bias(Tensor? bias, int outputs) => Ints(bias is null ? new int[outputs] : (int[])bias.Constant!);

    /// <summary>
    /// Weights in the order a kernel gathers them: its gatherer gives the number of weights of a pass's block, 0 after the last.
    /// </summary>
    public void Weights(Func<int, int, sbyte[], int> gather)
    {
        sbyte[] taps = new sbyte[96];
        for (int pass = 0; gather(pass, 0, taps) > 0; pass++)
            for (int block = 0, count; (count = gather(pass, block, taps)) > 0; block++) Bytes(taps.AsSpan(0, count));
    }

    /// <summary>A record that copies elements by steps, from and to places given apart from the tensors' own.</summary>
    public void Copy(int from, int to, ReadOnlySpan<int> extents, ReadOnlySpan<int> fromSteps, ReadOnlySpan<int> toSteps)
    {
        Begin(PackedOperatorCode.Copy);
        Ints(from, to);
        Shape(extents);
        Ints(extents.Length == 0 ? [0] : fromSteps);
        Ints(extents.Length == 0 ? [0] : toSteps);
        End();
    }

    /// <summary>A record that copies a tensor as it is; none where both are at one place.</summary>
    public void Copy(Tensor from, Tensor to)
    {
        if (PlaceOf(from) != PlaceOf(to)) Copy(PlaceOf(from), PlaceOf(to), [from.Shape.Length], [1], [1]);
    }
}
