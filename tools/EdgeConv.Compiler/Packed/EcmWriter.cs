using EdgeConv.Kernels;

namespace EdgeConv.Compiler.Packed;

/// <summary>Writes the fields of an .ecm file, which docs/ecm.md describes. A method returns the writer, for the next field.</summary>
/// <param name="offsetOf">The byte of the arena where a tensor begins.</param>
/// <param name="compact">Operators whose weights take one byte each.</param>
internal sealed class EcmWriter(Func<Tensor, int> offsetOf, IReadOnlySet<Operator> compact)
{
    private readonly MemoryStream _bytes = new();

    /// <summary>Number of records.</summary>
    public int Count { get; private set; }

    public int Length => (int)_bytes.Length;

    public byte[] ToArray() => _bytes.ToArray();

    public bool IsCompact(Operator op) => compact.Contains(op);

    public int OffsetOf(Tensor tensor) => offsetOf(tensor);

    /// <summary>A record: its code, its length in bytes, the offsets of its tensors, its fields, and zeros up to a whole word.</summary>
    public void Record(PackedOperatorCode code, ReadOnlySpan<Tensor> tensors, Action<EcmWriter> fields)
    {
        int start = Length;
        Count++;
        // The length is not known yet, so it is written at the end.
        Ints((int)code, 0).Offsets(tensors);
        fields(this);
        while (Length % sizeof(int) != 0) _bytes.WriteByte(0);
        int length = Length - start;
        _bytes.Position = start + sizeof(int);
        Ints(length);
        _bytes.Position = Length;
    }

    public EcmWriter Ints(params ReadOnlySpan<int> values)
    {
        foreach (int value in values) _bytes.Write(BitConverter.GetBytes(value));
        return this;
    }

    /// <summary>A word that is 0 or 1.</summary>
    public EcmWriter Flag(bool value) => Ints(value ? 1 : 0);

    public EcmWriter Bytes(ReadOnlySpan<sbyte> values)
    {
        foreach (sbyte value in values) _bytes.WriteByte((byte)value);
        return this;
    }

    public EcmWriter Offsets(params ReadOnlySpan<Tensor> tensors)
    {
        foreach (Tensor tensor in tensors) Ints(OffsetOf(tensor));
        return this;
    }

    /// <summary>The number of axes and their extents; a scalar has one axis of 1.</summary>
    public EcmWriter Shape(params ReadOnlySpan<int> axes) => axes.Length == 0 ? Shape(1) : Ints(axes.Length).Ints(axes);

    /// <summary>The shape of a tensor.</summary>
    public EcmWriter Shape(Shape shape) => Shape(shape.Axes.AsSpan());

    public EcmWriter Window(Window2D w) => Ints(w.Batches, w.Height, w.Width, w.Channels, w.Rows, w.Columns, w.StrideY, w.StrideX,
        w.DilationY, w.DilationX, w.PadTop, w.PadLeft, w.OutHeight, w.OutWidth);

    /// <summary>Multipliers, one if all are equal, then the output's zero point and activation range.</summary>
    public EcmWriter Requantization(ImmutableArray<Multiplier> multipliers, Tensor output, Activation activation)
    {
        if (multipliers.All(multiplier => multiplier == multipliers[0])) multipliers = [multipliers[0]];
        (int min, int max) = ActivationRange.Of(activation, output.Quantized);
        return Ints(multipliers.Length).Ints(Multiplier.Mantissas(multipliers)).Ints(Multiplier.Shifts(multipliers))
            .Ints(output.Quantized.ZeroPoint, min, max);
    }

    /// <summary>What stands before weights: requantization, then a bias per output channel, 0 if there is none.</summary>
    public EcmWriter Requantization(WeightedOperator op) =>
        Requantization(op.Multipliers, op.Output, op.Activation).Ints(op.BiasValues ?? new int[op.OutputChannels]);

    /// <summary>Weights in the order in which a kernel's table packs them.</summary>
    public EcmWriter Weights(WeightTable table, sbyte[] weights)
    {
        sbyte[] taps = new Workspace().Taps;
        for (int part = 0; table.CountOf(part, 0) > 0; part++)
            for (int block = 0, count; (count = table.CountOf(part, block)) > 0; block++)
            {
                table.Gather(weights, part, block, taps);
                Bytes(taps.AsSpan(0, count));
            }
        return this;
    }

    /// <summary>A record for each block of values that is copied.</summary>
    public void Copy(params IEnumerable<BlockCopy> copies)
    {
        foreach (BlockCopy copy in copies)
            Record(PackedOperatorCode.Copy, [], record =>
            {
                record.Ints(OffsetOf(copy.From) + copy.FromOffset, OffsetOf(copy.To) + copy.ToOffset).Shape(copy.Extents);
                record.Ints(copy.Extents is [] ? [0] : copy.FromSteps).Ints(copy.Extents is [] ? [0] : copy.ToSteps);
            });
    }

    /// <summary>A record that copies a tensor as it is; none if both have the same offset.</summary>
    public void View(Tensor from, Tensor to)
    {
        if (OffsetOf(from) != OffsetOf(to)) Copy(new BlockCopy(from, 0, [1], to, 0, [1], [from.Shape.Length]));
    }
}
