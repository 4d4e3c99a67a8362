using EdgeConv.Kernels;

namespace EdgeConv.Compiler.Operators;

/// <summary>
/// AVERAGE_POOL_2D, MAX_POOL_2D, and minimum pooling, which TensorFlow Lite lacks. The input is [N, H, W, C], the output is
/// [N, OutHeight, OutWidth, C] and has the same quantization. Cells outside the map do not count.
/// </summary>
public sealed class Pool2D : Operator, IActivated, IWindowed
{
    /// <summary>Makes a pooling.</summary>
    /// <param name="kind">Whether it takes the maximum, the minimum or the average of a window.</param>
    /// <param name="input">int8 [N, H, W, C].</param>
    /// <param name="output">int8 [N, OutHeight, OutWidth, C], with the input's scale and zero point.</param>
    /// <param name="window">How the window moves over the map; its dilation is 1.</param>
    /// <param name="activation">The activation to fuse.</param>
    /// <exception cref="ModelException">Shapes or quantization do not fit together, or an averaging window lies entirely outside the
    /// map.</exception>
    public Pool2D(PoolKind kind, Tensor input, Tensor output, Window window, Activation activation) : base([input], [output])
    {
        PoolKind = kind;
        Window = window;
        Activation = activation;
        (int n, int h, int w, int c) = input.Shape.Nhwc;
        Operands.CheckShape(output, new Shape(n, window.OutHeight, window.OutWidth, c));
        if (window.DilationY != 1 || window.DilationX != 1)
            throw new ModelException("a pooling window with dilation is not supported; use dilation 1");
        if (kind == PoolKind.Average && (window.PadTop >= window.Rows || window.PadLeft >= window.Columns
            || (window.OutHeight - 1L) * window.StrideY - window.PadTop >= h
            || (window.OutWidth - 1L) * window.StrideX - window.PadLeft >= w))
            throw new ModelException($"an averaging window of {window.Rows}x{window.Columns} lies outside its map of {h}x{w}; use less "
                + "padding");
        // TensorFlow Lite Micro has the same check (pooling_common.cc).
        if (Math.Abs(input.Quantized.Scale - output.Quantized.Scale) > 1e-6 || input.Quantized.ZeroPoint != output.Quantized.ZeroPoint)
            throw new ModelException("input and output have different scales or zero points, but pooling keeps them; quantize the model "
                + "again");
    }

    /// <inheritdoc/>
    public override string Kind =>
        PoolKind switch { PoolKind.Average => "AVERAGE_POOL_2D", PoolKind.Minimum => "MIN_POOL_2D", _ => "MAX_POOL_2D" };

    /// <summary>Whether it takes the maximum, the minimum or the average of a window.</summary>
    public PoolKind PoolKind { get; }

    /// <inheritdoc/>
    public Window Window { get; }

    /// <inheritdoc/>
    public Activation Activation { get; }

    /// <inheritdoc/>
    public override long WindowCells =>
        (long)Output.Shape.Length * Math.Min(Window.Rows, Input.Shape.Nhwc.H) * Math.Min(Window.Columns, Input.Shape.Nhwc.W);

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        (int n, int h, int w, int c) = Input.Shape.Nhwc;
        (int min, int max) = ActivationRange.Of(Activation, Output.Quantized);
        sbyte[] x = values.Int8(Input), y = values.NewInt8(Output);
        ReferencePool.Run(PoolKind, x, n, h, w, c, Window.Rows, Window.Columns, Window.StrideY, Window.StrideX, Window.PadTop,
            Window.PadLeft, Window.OutHeight, Window.OutWidth, min, max, y);
    }

    /// <inheritdoc/>
    public Operator WithActivation(Activation activation, Tensor output) => new Pool2D(PoolKind, Input, output, Window, activation);

    /// <inheritdoc/>
    public int? PaddingValue => PoolKind switch { PoolKind.Maximum => -128, PoolKind.Minimum => 127, _ => null };

    /// <inheritdoc/>
    public Operator WithWindow(Tensor input, Window window) => new Pool2D(PoolKind, input, Output, window, Activation);
}
