namespace EdgeConv.Tests.Operators;

/// <summary>
/// 300 seeded cases an operator, from the .tflite file, written and read again, to the output, against a hash (FNV-1a) of the bytes that
/// TensorFlow Lite Micro's reference kernels gave for the same numbers (commit 90b983c2, g++ 12.2 -O2, double rounding). RELU_N1_TO_1,
/// which it lacks, is its RELU with TensorFlow Lite's range.
/// </summary>
[TestClass]
public class OracleHashTests
{
    private Xorshift _random = new(0);
    private ulong _hash;

    [TestMethod]
    [DataRow(14, 0x5b10e99f3b0979f3UL, DisplayName = "LOGISTIC")]
    [DataRow(19, 0x4583c5424bbe5c70UL, DisplayName = "RELU")]
    [DataRow(20, 0x24b5b8df6548ce24UL, DisplayName = "RELU_N1_TO_1")]
    [DataRow(21, 0x09d268494c0ec9cbUL, DisplayName = "RELU6")]
    [DataRow(28, 0x5bf6ee2c6e5864bcUL, DisplayName = "TANH")]
    [DataRow(98, 0xd6882e44b15b0439UL, DisplayName = "LEAKY_RELU")]
    [DataRow(101, 0x31a57cc32e266d43UL, DisplayName = "ABS")]
    [DataRow(111, 0xddff318a728558d5UL, DisplayName = "ELU")]
    [DataRow(114, 0xc68ed0ee13e2de56UL, DisplayName = "QUANTIZE")]
    [DataRow(117, 0x2819fd48c5f8df14UL, DisplayName = "HARD_SWISH")]
    [DataRow(40, 0x9a7cd972ec64263bUL, DisplayName = "MEAN")]
    [DataRow(74, 0xde40afad6151043cUL, DisplayName = "SUM")]
    [DataRow(82, 0x0efccacacd0d3dbcUL, DisplayName = "REDUCE_MAX")]
    [DataRow(89, 0xafc3ba167b9c910aUL, DisplayName = "REDUCE_MIN")]
    [DataRow(25, 0x207f8782d9a84b82UL, DisplayName = "SOFTMAX")]
    [DataRow(67, 0x32bc3d9af6a53446UL, DisplayName = "TRANSPOSE_CONV")]
    [DataRow(9, 0xd1901ed287ee55dfUL, DisplayName = "FULLY_CONNECTED")]
    [DataRow(56, 0xf7085824e821c437UL, DisplayName = "ARG_MAX")]
    public void EqualsTensorFlowLiteMicro(int code, ulong expected)
    {
        _random = new Xorshift((uint)code);
        _hash = 14695981039346656037;
        for (int i = 0; i < 300; i++)
        {
            (float inScale, int inZero, float outScale, int outZero) = (Scale(), Zero(), Scale(), Zero());
            if (code is 40 or 74 or 82 or 89) Reduce(code, inScale, inZero, outScale, outZero);
            else if (code == 25) Softmax(4 * inScale, inZero);
            else if (code == 67) TransposeConv(inScale, inZero, outZero);
            else if (code == 9) FullyConnected(inScale, inZero, outZero);
            else if (code == 56) ArgMax(inScale, inZero);
            else Unary(code, inScale, inZero, outScale, outZero);
        }
        Assert.AreEqual(expected, _hash);
    }

    private void Unary(int code, float inScale, int inZero, float outScale, int outZero)
    {
        if (code == 14) (outScale, outZero) = (1f / 256, -128);
        if (code == 28) (outScale, outZero) = (1f / 128, 0);
        if (code == 117 && (outScale < inScale / 64 || outScale > inScale * 256)) outScale = inScale;
        TfliteBuilder model = new();
        int x = model.Int8([256], inScale, inZero), y = model.Int8([256], outScale, outZero);
        model.Operator(code, [x], [y], code == 98 ? [(0, Zero() / 64f)] : []);
        Run(model, x, y, [.. Enumerable.Range(-128, 256).Select(value => (sbyte)value)]);
    }

    private void Reduce(int code, float inScale, int inZero, float outScale, int outZero)
    {
        int[] shape = [Range(1, 5), Range(1, 5), Range(1, 5), Range(1, 5)];
        int mask = Range(1, 15);
        bool keeps = Range(0, 1) == 1;
        sbyte[] input = Bytes(Length(shape));
        if (code is 82 or 89) (outScale, outZero) = (inScale, inZero);
        else outScale = Math.Max(outScale, inScale / 16);
        TfliteBuilder model = new();
        int x = model.Int8(shape, inScale, inZero);
        // Every second axis counted from the last.
        int axes = model.Ints([.. Enumerable.Range(0, 4).Where(axis => (mask >> axis & 1) == 1)
            .Select(axis => axis % 2 == 0 ? axis : axis - 4)]);
        int y = model.Int8([.. shape.Select((e, axis) => (mask >> axis & 1) == 1 ? (keeps ? 1 : 0) : e).Where(e => e > 0)], outScale,
            outZero);
        Run(model.Operator(code, [x, axes], [y], (0, keeps)), x, y, input);
    }

    private void Softmax(float inScale, int inZero)
    {
        int rows = Range(1, 3), depth = Range(1, 40);
        float beta = (1 + (_random.Next() >> 24)) / 64f;
        TfliteBuilder model = new();
        int x = model.Int8([rows, depth], inScale, inZero), y = model.Int8([rows, depth], 1f / 256, -128);
        Run(model.Operator(25, [x], [y], (0, beta)), x, y, Bytes(rows * depth));
    }

    private void TransposeConv(float inScale, int inZero, int outZero)
    {
        float filterScale = Scale() / 16;
        int activation = Range(0, 3), c = Range(1, 3), k = Range(1, 3), r = Range(1, 4), s = Range(1, 4), strideY = Range(1, 3),
            strideX = Range(1, 3), h = Range(1, 5), w = Range(1, 5);
        bool valid = Range(0, 1) == 1;
        int outHeight = valid ? (h - 1) * strideY + r : h * strideY, outWidth = valid ? (w - 1) * strideX + s : w * strideX;
        TfliteBuilder model = new();
        int outShape = model.Ints(1, outHeight, outWidth, k), filters = model.Int8([k, r, s, c], filterScale, 0, Bytes(k * r * s * c)),
            bias = model.Ints(Biases(k));
        int x = model.Int8([1, h, w, c], inScale, inZero), y = model.Int8([1, outHeight, outWidth, k], inScale * filterScale * 64, outZero);
        model.Operator(67, [outShape, filters, x, bias], [y], (0, valid), (1, strideX), (2, strideY), (3, (byte)activation));
        Run(model, x, y, Bytes(h * w * c));
    }

    private void FullyConnected(float inScale, int inZero, int outZero)
    {
        float filterScale = Scale() / 16;
        int activation = Range(0, 3), depth = Range(1, 50), k = Range(1, 5), batches = Range(1, 3), filterZero = Zero();
        TfliteBuilder model = new();
        int filters = model.Int8([k, depth], filterScale, filterZero, Bytes(k * depth)), bias = model.Ints(Biases(k));
        int x = model.Int8([batches, depth], inScale, inZero), y = model.Int8([batches, k], inScale * filterScale * 64, outZero);
        Run(model.Operator(9, [x, filters, bias], [y], (0, (byte)activation)), x, y, Bytes(batches * depth));
    }

    private void ArgMax(float inScale, int inZero)
    {
        int[] shape = [Range(1, 5), Range(1, 5), Range(1, 5), Range(1, 5)];
        int axis = Range(0, 3);
        TfliteBuilder model = new();
        int x = model.Int8(shape, inScale, inZero), axes = model.Int32([], axis),
            y = model.Int32([.. shape.Where((_, i) => i != axis)], null);
        Run(model.Operator(56, [x, axes], [y]), x, y, Bytes(Length(shape)));
    }

    private void Run(TfliteBuilder model, int x, int y, sbyte[] input)
    {
        Graph graph = OperatorRun.WrittenAndRead(model.Read([x], [y]));
        foreach (object value in ReferenceEngine.Run(graph, [input]).Of(graph.Outputs[0]))
        {
            _hash ^= value is sbyte small ? (byte)small : (byte)(int)value;
            _hash *= 1099511628211;
        }
    }

    private int Range(int low, int high) => _random.Range(low, high);

    private float Scale() => (1 + (_random.Next() >> 16)) / 65536f;

    private int Zero() => (sbyte)(_random.Next() >> 24);

    private sbyte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(_ => (sbyte)Zero())];

    private int[] Biases(int count) => [.. Enumerable.Range(0, count).Select(_ => (int)_random.Next() >> 18)];

    private static int Length(int[] shape) => shape.Aggregate(1, (length, extent) => length * extent);
}
