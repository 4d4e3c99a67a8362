using EdgeConv.Kernels;
using EdgeConv.Models;

namespace EdgeConv.Compiler.Packed;

/// <summary>Writes the fields of an .ecm file's records: what operators emit themselves with. docs/ecm.md describes the file.</summary>
internal sealed class EcmWriter(Func<Tensor, int> offsetOf, IReadOnlySet<Operator> compact)
{
    private readonly MemoryStream _bytes = new();
    private int _start;

    public int Count { get; private set; }

    public int Length => (int)_bytes.Length;

    public byte[] ToArray() => _bytes.ToArray();

    /// <summary>True where the operator's weights are to take one byte each.</summary>
    public bool IsCompact(Operator op) => compact.Contains(op);

    /// <summary>Begins a record with where its tensors lie.</summary>
    public void Begin(PackedOperatorCode code, params ReadOnlySpan<Tensor> tensors)
    {
        _start = (int)_bytes.Length;
        Count++;
        // The length follows at the end.
        Ints((int)code, 0);
        Offsets(tensors);
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

    /// <summary>Words of 32 bits.</summary>
    public void Ints(params ReadOnlySpan<int> values)
    {
        foreach (int value in values) _bytes.Write(BitConverter.GetBytes(value));
    }

    /// <summary>A flag, as 0 or 1.</summary>
    public void Flag(bool value) => Ints(value ? 1 : 0);

    public void Bytes(ReadOnlySpan<sbyte> values)
    {
        foreach (sbyte value in values) _bytes.WriteByte((byte)value);
    }

    /// <summary>Where a tensor begins in the arena.</summary>
    public int OffsetOf(Tensor tensor) => offsetOf(tensor);

    /// <summary>Where tensors begin in the arena.</summary>
    public void Offsets(params ReadOnlySpan<Tensor> tensors)
    {
        foreach (Tensor tensor in tensors) Ints(OffsetOf(tensor));
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
        (int min, int max) = ActivationRange.Of(activation, output.Quantized);
        Ints(multipliers.Length);
        Ints(Multiplier.Mantissas(multipliers));
        Ints(Multiplier.Shifts(multipliers));
        Ints(output.Quantized.ZeroPoint, min, max);
    }

    /// <summary>What operators with weights state before these: requantization, and a bias of 0 where there is none.</summary>
    public void Requantization(WeightedOperator op)
    {
        Requantization(op.Multipliers, op.Output, op.Activation);
        Ints(op.BiasValues ?? new int[op.OutputChannels]);
    }

    /// <summary>Weights in the order a kernel's table packs them.</summary>
    public void Weights(WeightTable table, sbyte[] weights)
    {
        sbyte[] taps = new Workspace().Taps;
        for (int part = 0; table.CountOf(part, 0) > 0; part++)
            for (int block = 0, count; (count = table.CountOf(part, block)) > 0; block++)
            {
                table.Gather(weights, part, block, taps);
                Bytes(taps.AsSpan(0, count));
            }
    }

    /// <summary>A record for each block of values that is copied.</summary>
    public void Copy(params IEnumerable<BlockCopy> copies)
    {
        foreach (BlockCopy copy in copies)
        {
            Begin(PackedOperatorCode.Copy);
            Ints(OffsetOf(copy.From) + copy.FromOffset, OffsetOf(copy.To) + copy.ToOffset);
            Shape(copy.Extents);
            Ints(copy.Extents.Length == 0 ? [0] : copy.FromSteps);
            Ints(copy.Extents.Length == 0 ? [0] : copy.ToSteps);
            End();
        }
    }

    /// <summary>A record that copies a tensor as it is; none where both have the same offset.</summary>
    public void View(Tensor from, Tensor to)
    {
        if (OffsetOf(from) != OffsetOf(to)) Copy(new BlockCopy(from, 0, [1], to, 0, [1], [from.Shape.Length]));
    }
}
