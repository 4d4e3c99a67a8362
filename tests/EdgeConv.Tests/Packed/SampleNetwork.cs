namespace EdgeConv.Tests.Packed;

/// <summary>
/// A small network that has each operator of the packed engine at least once, with weights from a seed: what the shared tests run on
/// nanoCLR.
/// </summary>
internal sealed class SampleNetwork
{
    private readonly List<Operator> _operators = [];
    private readonly Xorshift _random;
    private int _count;

    private SampleNetwork(uint seed) => _random = new Xorshift(seed);

    /// <summary>Input [1, 8, 8, 3], as of a file with uint8; outputs [1, 5] and [1, 5].</summary>
    public static Graph Make(uint seed)
    {
        SampleNetwork net = new(seed);
        Tensor signed = net.New(1, 8, 8, 3), input = new(signed.Name, signed.Shape, signed.Type, signed.Quantization) { IsUnsigned = true };
        // Nine channels of a pass and one more; padded.
        Tensor x = net.Conv(input, 3, 10, 1, 1, Activation.Relu);
        x = net.Depthwise(x, 3, 1, 1);
        Tensor wide = net.Depthwise(x, 3, 2, 2);
        // Taps that fill their blocks, taps that do not, and more than a lane holds.
        x = net.Conv(wide, 1, 16, 1, 1, Activation.None);
        x = net.Conv(x, 1, 4, 1, 1, Activation.Relu6);
        Tensor deep = net.Conv(wide, 3, 4, 1, 1, Activation.None);
        Tensor strided = net.Conv(wide, 2, 6, 2, 2, Activation.None);
        Tensor grouped = net.Conv(wide, 2, 4, 1, 2, Activation.None);
        x = net.Elementwise(ElementwiseKind.Add, x, deep);
        x = net.Elementwise(ElementwiseKind.Sub, x, grouped);
        x = net.Elementwise(ElementwiseKind.Mul, x, net.Constant(1, 1, 1, 4));
        x = net.Elementwise(ElementwiseKind.Maximum, x, net.Constant(1, 1, 1, 1));
        x = net.Elementwise(ElementwiseKind.Minimum, x, deep);
        x = net.Prelu(net.Table(x));
        Tensor up = net.TransposeConv(strided, 3, 5, 2);
        x = net.Concatenation(x, up, net.Resize(strided, 4), net.Mix(strided, 4));
        x = net.Pad(x);
        x = net.Pool(x, PoolKind.Maximum, 2);
        x = net.Pool(x, PoolKind.Minimum, 1);
        Tensor mean = net.Elementwise(ElementwiseKind.Add, net.Mean(net.Pool(x, PoolKind.Average, 2)), net.Max(x));
        Tensor flat = net.Reshape(net.Transpose(x), [1, x.Shape.Length]);
        Tensor first = net.Connected(flat, 5), second = net.Connected(mean, 5);
        return new Graph("sample", [input], [net.Softmax(first), net.Elementwise(ElementwiseKind.Add, first, second)], [.. net._operators]);
    }

    private int Next(int low, int high) => _random.Range(low, high);

    private Tensor New(params ReadOnlySpan<int> axes) => Like(Quantization.PerTensor(Next(20, 60) / 1000f, Next(-20, 20)), axes);

    private Tensor Like(Quantization quantization, params ReadOnlySpan<int> axes) =>
        new("t" + _count++, new Shape(axes), ElementType.Int8, quantization);

    private Tensor Constant(params ReadOnlySpan<int> axes)
    {
        Tensor tensor = New(axes);
        return tensor.WithConstant(Values(tensor.Shape.Length));
    }

    private Tensor Filters(int outputs, int axis, params ReadOnlySpan<int> axes)
    {
        Quantization scales = new([.. Enumerable.Range(0, outputs).Select(_ => Next(5, 15) / 1000f)], [.. new int[outputs]], axis);
        Shape shape = new(axes);
        return new("t" + _count++, shape, ElementType.Int8, scales, Values(shape.Length));
    }

    private sbyte[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => (sbyte)Next(-127, 127))];

    private Tensor Bias(int outputs) => new("t" + _count++, new Shape(outputs), ElementType.Int32, null,
        Enumerable.Range(0, outputs).Select(_ => Next(-2000, 2000)).ToArray());

    private Tensor Add(Operator op)
    {
        _operators.Add(op);
        return op.Output;
    }

    private static Window Same(Tensor x, int size, int stride)
    {
        int outputs = (x.Shape[1] + stride - 1) / stride, padding = Math.Max(0, (outputs - 1) * stride + size - x.Shape[1]) / 2;
        return new Window(size, size, stride, stride, 1, 1, padding, padding, outputs, outputs);
    }

    private Tensor Conv(Tensor x, int size, int outputs, int stride, int groups, Activation activation)
    {
        Window window = Same(x, size, stride);
        return Add(new Conv2D(x, Filters(outputs, 0, outputs, size, size, x.Shape[3] / groups), Bias(outputs),
            New(1, window.OutHeight, window.OutWidth, outputs), window, activation));
    }

    private Tensor Depthwise(Tensor x, int size, int stride, int multiplier)
    {
        Window window = Same(x, size, stride);
        int outputs = x.Shape[3] * multiplier;
        return Add(new DepthwiseConv2D(x, Filters(outputs, 3, 1, size, size, outputs), Bias(outputs),
            New(1, window.OutHeight, window.OutWidth, outputs), window, Activation.None));
    }

    private Tensor TransposeConv(Tensor x, int size, int outputs, int stride) =>
        Add(new TransposeConv2D(x, Filters(outputs, 0, outputs, size, size, x.Shape[3]), Bias(outputs),
            New(1, x.Shape[1] * stride, x.Shape[2] * stride, outputs), stride, stride, 0, 0, Activation.None));

    private Tensor Connected(Tensor x, int outputs) =>
        Add(new FullyConnected(x, Filters(outputs, 0, outputs, x.Shape.Length), Bias(outputs), New(1, outputs), Activation.None));

    private Tensor Pool(Tensor x, PoolKind kind, int size) =>
        Add(new Pool2D(kind, x, Like(x.Quantized, 1, x.Shape[1] / size, x.Shape[2] / size, x.Shape[3]),
            new Window(size, size, size, size, 1, 1, 0, 0, x.Shape[1] / size, x.Shape[2] / size), Activation.None));

    private Tensor Mean(Tensor x) => Add(new Reduce(ReduceKind.Mean, x, [1, 2], New(1, x.Shape[3])));

    private Tensor Elementwise(ElementwiseKind kind, Tensor a, Tensor b) =>
        Add(new Elementwise(kind, a, b, New(a.Shape.ToArray()), Activation.None));

    private Tensor Table(Tensor x) => Add(new UnaryTable("LOGISTIC", x, Like(x.Quantized, x.Shape.ToArray()), [.. Values(256)]));

    private Tensor Resize(Tensor x, int size) =>
        Add(new ResizeNearestNeighbor(x, Like(x.Quantized, 1, size, size, x.Shape[3]), false, false));

    private Tensor Prelu(Tensor x) => Add(new Prelu(x, Constant(1, 1, 1, x.Shape[3]), New(x.Shape.ToArray())));

    private Tensor Mix(Tensor x, int size) => Add(new ResizeBilinear(x, Like(x.Quantized, 1, size, size, x.Shape[3]), false, true));

    private Tensor Max(Tensor x) => Add(new Reduce(ReduceKind.Maximum, x, [1, 2], Like(x.Quantized, 1, x.Shape[3])));

    private Tensor Concatenation(params Tensor[] parts)
    {
        Tensor[] same = [.. parts.Select(part => Add(new Reshape("RESHAPE", part, Like(parts[0].Quantized, part.Shape.ToArray()))))];
        return Add(new Concatenation([.. same], Like(parts[0].Quantized, 1, 4, 4, parts.Sum(part => part.Shape[3])), 3, false));
    }

    private Tensor Pad(Tensor x) =>
        Add(new Pad(x, Like(x.Quantized, 1, 6, 6, x.Shape[3]), [0, 1, 1, 0], [0, 1, 1, 0], (sbyte)x.Quantized.ZeroPoint));

    private Tensor Transpose(Tensor x) => Add(new Transpose(x, Like(x.Quantized, 1, x.Shape[3], x.Shape[1], x.Shape[2]), [0, 3, 1, 2]));

    private Tensor Reshape(Tensor x, int[] axes) => Add(new Reshape("RESHAPE", x, Like(x.Quantized, axes)));

    private Tensor Softmax(Tensor x) => Add(new Softmax(x, Like(Quantization.PerTensor(1f / 256, -128), x.Shape.ToArray()), 1));
}
