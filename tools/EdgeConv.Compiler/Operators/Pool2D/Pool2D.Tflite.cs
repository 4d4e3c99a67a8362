using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;
using EdgeConv.Kernels;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Pool2D
{
    // Options: padding 0, stride_w 1, stride_h 2, filter_width 3, filter_height 4, fused activation 5.
    [TfliteOperator(1, "AVERAGE_POOL_2D")]
    [TfliteOperator(17, "MAX_POOL_2D")]
    private static Operator Read(TfliteNode node)
    {
        Tensor input = node.Input(0);
        (_, int h, int w, _) = input.Shape.Nhwc;
        int rows = node.OptionInt(4), columns = node.OptionInt(3);
        if (rows < 1 || columns < 1) throw new ModelException($"a window of {rows}x{columns}");
        return new Pool2D(node.Code == 1 ? PoolKind.Average : PoolKind.Maximum, input, node.Output, node.OptionWindow(h, w, rows, columns), node.OptionActivation(5));
    }

    /// <inheritdoc/>
    internal override void WriteTflite(TfliteWriter file)
    {
        if (PoolKind == PoolKind.Minimum)
        {
            // TensorFlow Lite has no minimum: it is the maximum of -x, and -1 - q of int8 is exact.
            Tensor negative = Negative(Input), greatest = Negative(Output);
            file.Negate(Input, negative, Activation.None);
            new Pool2D(PoolKind.Maximum, negative, greatest, Window, Activation.None).WriteTflite(file);
            file.Negate(greatest, Output, Activation);
            return;
        }
        (Tensor input, byte padding) = file.Padded(Input, Window, Outside);
        file.Add(PoolKind == PoolKind.Average ? 1 : 17, 2, 5, [input], [Output], (0, padding), (1, Window.StrideX), (2, Window.StrideY), (3, Window.Columns), (4, Window.Rows), (5, (byte)Activation));
    }

    private static Tensor Negative(Tensor tensor) => new(tensor.Name + "/negative", tensor.Shape, tensor.Type, Quantization.PerTensor(tensor.Quantized.Scale, -1 - tensor.Quantized.ZeroPoint));
}
