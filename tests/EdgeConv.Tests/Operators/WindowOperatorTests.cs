namespace EdgeConv.Tests.Operators;

/// <summary>What convolutions, pools, reductions, softmax, arg-max and tables refuse, each in one line.</summary>
[TestClass]
public class WindowOperatorTests
{
    [TestMethod]
    [DataRow(new[] { 1, 2, 2, 3 }, 1, 1, 1, 0, "3 channels")]
    [DataRow(new[] { 1, 2, 2, 4 }, 0, 1, 1, 0, "stride 0")]
    [DataRow(new[] { 1, 2, 2, 4 }, 1, 1, 1, 4, "activation 4")]
    [DataRow(new[] { 1, 2, 2, 4 }, 1, 1, 7, 0, "padding 7")]
    [DataRow(new[] { 1, 6, 2, 4 }, 1, 1, 1, 0, "a window of 6")]
    [DataRow(new[] { 1, 2, 2, 4 }, 1, 3, 1, 0, "the output has shape")]
    [DataRow(new[] { 1, 2, 2, 4 }, 1, int.MaxValue, 1, 0, "dilation 2147483647")]
    public void RefusesConvolution(int[] filterShape, int stride, int dilation, int padding, int activation, string text)
    {
        TfliteBuilder model = new();
        int x = model.Int8([1, 5, 5, 4]), filters = Zeros(model, filterShape), y = model.Int8([1, 4, 4, 1]);
        (int, object)[] options = [(0, (byte)padding), (1, stride), (2, stride), (3, (byte)activation), (4, dilation), (5, dilation)];
        OperatorRun.IsRefused(model.Operator(3, [x, filters, -1], [y], options), [x], [y], text);
    }

    [TestMethod]
    public void RefusesComputedFilters()
    {
        TfliteBuilder model = new();
        int x = model.Int8([1, 5, 5, 4]), filters = model.Int8([1, 2, 2, 4]), y = model.Int8([1, 4, 4, 1]);
        model.Operator(3, [x, filters], [y], (0, true), (1, 1), (2, 1));
        OperatorRun.IsRefused(model, [x, filters], [y], "computed by the network");
    }

    [TestMethod]
    [DataRow(new[] { 2, 2, 2, 4 }, 3, "filters of shape 2x2x2x4")]
    [DataRow(new[] { 1, 2, 2, 6 }, 4, "filters of shape 1x2x2x6")]
    public void RefusesDepthwise(int[] filterShape, int outChannels, string text)
    {
        TfliteBuilder model = new();
        int x = model.Int8([1, 5, 5, 4]), filters = Zeros(model, filterShape), y = model.Int8([1, 4, 4, outChannels]);
        OperatorRun.IsRefused(model.Operator(4, [x, filters], [y], (0, true), (1, 1), (2, 1)), [x], [y], text);
    }

    [TestMethod]
    [DataRow(new[] { 4, 7 }, new[] { 1, 4 }, 4, 0, "the input has shape 1x6")]
    [DataRow(new[] { 4, 6 }, new[] { 1, 5 }, 4, 0, "the output has shape 1x5")]
    [DataRow(new[] { 4, 6 }, new[] { 1, 4 }, 3, 0, "3 values, but there are 4")]
    [DataRow(new[] { 4, 6 }, new[] { 1, 4 }, 4, 1, "shuffled")]
    public void RefusesFullyConnected(int[] filterShape, int[] outShape, int biases, int format, string text)
    {
        TfliteBuilder model = new();
        int x = model.Int8([1, 6]), filters = Zeros(model, filterShape), bias = model.Ints(new int[biases]), y = model.Int8(outShape);
        OperatorRun.IsRefused(model.Operator(9, [x, filters, bias], [y], (0, (byte)0), (1, (byte)format)), [x], [y], text);
    }

    [TestMethod]
    public void RefusesTransposeConvOfOtherChannels()
    {
        TfliteBuilder model = new();
        int shape = model.Ints(1, 4, 4, 1), filters = Zeros(model, 1, 2, 2, 3), x = model.Int8([1, 2, 2, 4]), y = model.Int8([1, 4, 4, 1]);
        OperatorRun.IsRefused(model.Operator(67, [shape, filters, x], [y], (0, (byte)0), (1, 2), (2, 2)), [x], [y], "do not fit");
    }

    [TestMethod]
    [DataRow(0, 2, 0, "a window of 0x2")]
    [DataRow(2, 2, 1, "different scales or zero points")]
    [DataRow(9, 2, 0, "a window of 9")]
    public void RefusesPool(int rows, int columns, int zeroPoint, string text)
    {
        TfliteBuilder model = new();
        int x = model.Int8([1, 4, 4, 2]), y = model.Int8([1, 3, 3, 2], 0.1f, zeroPoint);
        OperatorRun.IsRefused(model.Operator(1, [x], [y], (0, true), (1, 1), (2, 1), (3, columns), (4, rows)), [x], [y], text);
    }

    [TestMethod]
    [DataRow(40, 4, 0, "axis 4"), DataRow(40, -5, 0, "axis -5"), DataRow(74, 2, 0, "the output has shape 1x3x2")]
    [DataRow(82, 1, 1, "REDUCE_MAX keeps them"), DataRow(56, 9, 0, "axis 9"), DataRow(56, 1, 0, "an output of Int8 from Int8")]
    public void RefusesReduction(int code, int axis, int zeroPoint, string text)
    {
        TfliteBuilder model = new();
        int x = model.Int8([1, 5, 3, 2]), axes = model.Ints(axis), y = model.Int8([1, 3, 2], 0.1f, zeroPoint);
        OperatorRun.IsRefused(model.Operator(code, [x, axes], [y]), [x], [y], text);
    }

    [TestMethod]
    [DataRow(4, 1f / 128, 1f, "must have 1/256"), DataRow(4096, 1f / 256, 1f, "a row has 4,096"), DataRow(4, 1f / 256, 0f, "beta 0")]
    public void RefusesSoftmax(int depth, float scale, float beta, string text)
    {
        TfliteBuilder model = new();
        int x = model.Int8([1, depth]), y = model.Int8([1, depth], scale, -128);
        OperatorRun.IsRefused(model.Operator(25, [x], [y], (0, beta)), [x], [y], text);
    }

    [TestMethod]
    [DataRow(14, 4, 0.1f, "zero point 0"), DataRow(19, 5, 0.1f, "the output has shape 5")]
    [DataRow(19, 4, 1e-12f, "a multiplier of"), DataRow(117, 4, 1e-5f, "too far apart")]
    public void RefusesTable(int code, int length, float scale, string text)
    {
        TfliteBuilder model = new();
        int x = model.Int8([4]), y = model.Int8([length], scale);
        OperatorRun.IsRefused(model.Operator(code, [x], [y]), [x], [y], text);
    }

    private static int Zeros(TfliteBuilder model, params int[] shape) =>
        model.Int8(shape, 0.1f, 0, new sbyte[shape.Aggregate(1, (a, b) => a * b)]);
}
