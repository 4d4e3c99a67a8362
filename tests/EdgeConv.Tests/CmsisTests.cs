using System.Reflection;
using EdgeConv.Kernels;
using EdgeConv.Reference;

namespace EdgeConv.Tests;

/// <summary>The int8 cases of CMSIS-NN's own unit tests, against the reference set and the device kernels, byte for byte.</summary>
[TestClass]
public class CmsisTests
{
    private const string Count = "100 cases, all int8";

    private static readonly string? s_folder = OutsideData.PathOf("cmsis_nn");

    public static IEnumerable<object[]> Cases => s_folder is null ? [[OutsideData.Missing]] : [[Count], .. Names(s_folder).Select(name => new object[] { name })];

    public static string DisplayName(MethodInfo method, object[] data) => $"CMSIS-NN: {data[0]}";

    [TestMethod]
    [DynamicData(nameof(Cases), DynamicDataDisplayName = nameof(DisplayName))]
    public void EqualsCmsis(string name)
    {
        if (s_folder is null) Assert.Inconclusive(OutsideData.Missing);
        if (name == Count)
        {
            Assert.HasCount(100, Names(s_folder));
            foreach (string each in Names(s_folder)) Assert.IsTrue(Load(s_folder, each).IsInt8, each);
            return;
        }
        CmsisCase data = Load(s_folder, name);
        sbyte[] expected = data.Bytes("output_ref", "output");
        foreach (string function in data.Functions)
        {
            (sbyte[] reference, sbyte[] kernel) = Run(function, data);
            CollectionAssert.AreEqual(expected, reference, $"reference, {function}");
            CollectionAssert.AreEqual(expected, kernel, $"kernel, {function}");
        }
    }

    private static IEnumerable<string> Names(string folder) => Directory.GetFiles(folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);

    private static CmsisCase Load(string folder, string name) => CmsisCase.Load(Path.Combine(folder, name + ".json"));

    private static (sbyte[] Reference, sbyte[] Kernel) Run(string function, CmsisCase data) => function switch
    {
        "arm_convolve_s8" or "arm_convolve_1_x_n_s8" or "arm_convolve_1x1_s8_fast" or "arm_grouped_convolve_s8" => Convolve(data),
        "arm_depthwise_conv_s8" or "arm_depthwise_conv_s8_opt" or "arm_depthwise_conv_3x3_s8" => DepthwiseConvolve(data),
        "arm_transpose_conv_s8" or "arm_reverse_transpose_conv_s8" => TransposeConvolve(data),
        "arm_fully_connected_s8" => FullyConnect(data),
        "arm_max_pool_s8" => MaxPool(data),
        "arm_avgpool_s8" => AveragePool(data),
        "arm_elementwise_add_s8" => Add(data),
        "arm_elementwise_mul_s8" => Multiply(data),
        "arm_maximum_s8" => Maximum(data),
        "arm_minimum_s8" => Minimum(data),
        "arm_pad_s8" => Pad(data),
        "arm_transpose_s8" => Transpose(data),
        "arm_softmax_s8" => Softmax(data),
        _ => throw new NotSupportedException(function),
    };

    private static (sbyte[], sbyte[]) Convolve(CmsisCase data)
    {
        Window2D w = ConvWindow(data);
        int k = data.Number("out_ch"), groups = w.Channels / data.Number("filter_ch", w.Channels), zeroPoint = -data.Number("input_offset");
        sbyte[] x = data.Bytes("input"), filter = data.Bytes("weights");
        int[]? bias = data.Integers("biases");
        Requantization q = Output(data);
        sbyte[] reference = new sbyte[w.Batches * w.OutHeight * w.OutWidth * k], kernel = new sbyte[reference.Length];
        ReferenceConv.Conv2D(x, w.Batches, w.Height, w.Width, w.Channels, zeroPoint, filter, k, w.Rows, w.Columns, bias, w.StrideY, w.StrideX, w.DilationY, w.DilationX,
            w.PadTop, w.PadLeft, w.OutHeight, w.OutWidth, groups, q.Multipliers, q.Shifts, q.ZeroPoint, q.Minimum, q.Maximum, reference);
        new Conv2D(w, k, groups, filter, bias, zeroPoint, q).Invoke(x, 0, kernel, 0);
        return (reference, kernel);
    }

    private static (sbyte[], sbyte[]) DepthwiseConvolve(CmsisCase data)
    {
        Window2D w = ConvWindow(data);
        int multiplier = data.Number("ch_mult", 1), zeroPoint = -data.Number("input_offset");
        sbyte[] x = data.Bytes("input"), filter = data.Bytes("weights");
        int[]? bias = data.Integers("biases");
        Requantization q = Output(data);
        sbyte[] reference = new sbyte[w.Batches * w.OutHeight * w.OutWidth * w.Channels * multiplier], kernel = new sbyte[reference.Length];
        ReferenceDepthwise.Conv2D(x, w.Batches, w.Height, w.Width, w.Channels, zeroPoint, filter, multiplier, w.Rows, w.Columns, bias, w.StrideY, w.StrideX,
            w.DilationY, w.DilationX, w.PadTop, w.PadLeft, w.OutHeight, w.OutWidth, q.Multipliers, q.Shifts, q.ZeroPoint, q.Minimum, q.Maximum, reference);
        new DepthwiseConv2D(w, multiplier, filter, bias, zeroPoint, q).Invoke(x, 0, kernel, 0);
        return (reference, kernel);
    }

    private static (sbyte[], sbyte[]) TransposeConvolve(CmsisCase data)
    {
        int n = data.Number("input_batches"), h = data.Number("input_h"), w = data.Number("input_w"), c = data.Number("in_ch"), zeroPoint = -data.Number("input_offset");
        int k = data.Number("out_ch"), r = data.Number("filter_y"), s = data.Number("filter_x"), strideY = data.Number("stride_y"), strideX = data.Number("stride_x");
        int padTop = data.Number("pad_y"), padLeft = data.Number("pad_x"), outH = data.Number("output_h"), outW = data.Number("output_w");
        sbyte[] x = data.Bytes("input"), filter = data.Bytes("weights");
        int[]? bias = data.Integers("biases");
        Requantization q = Output(data);
        sbyte[] reference = new sbyte[n * outH * outW * k], kernel = new sbyte[reference.Length];
        ReferenceTransposeConv.Conv2D(x, n, h, w, c, zeroPoint, filter, k, r, s, bias, strideY, strideX, padTop, padLeft, outH, outW,
            q.Multipliers, q.Shifts, q.ZeroPoint, q.Minimum, q.Maximum, reference);
        new TransposeConv2D(n, h, w, c, zeroPoint, filter, k, r, s, bias, strideY, strideX, padTop, padLeft, outH, outW, q).Invoke(x, 0, kernel, 0);
        return (reference, kernel);
    }

    private static (sbyte[], sbyte[]) FullyConnect(CmsisCase data)
    {
        int batches = data.Number("input_batches"), inputs = data.Number("accumulation_depth"), outputs = data.Number("out_ch");
        int zeroPoint = -data.Number("input_offset"), filterZeroPoint = -data.Number("filter_offset", 0);
        sbyte[] x = data.Bytes("input"), weights = data.Bytes("weights");
        int[]? bias = data.Integers("biases", "bias");
        Requantization q = Output(data);
        sbyte[] reference = new sbyte[batches * outputs], kernel = new sbyte[reference.Length];
        ReferenceFullyConnected.Run(x, batches, inputs, zeroPoint, weights, filterZeroPoint, outputs, bias, q.Multipliers, q.Shifts, q.ZeroPoint, q.Minimum, q.Maximum, reference);
        new FullyConnected(batches, inputs, outputs, weights, filterZeroPoint, bias, zeroPoint, q).Invoke(x, 0, kernel, 0);
        return (reference, kernel);
    }

    private static (sbyte[], sbyte[]) MaxPool(CmsisCase data)
    {
        Window2D w = PoolWindow(data);
        (int minimum, int maximum) = Range(data);
        sbyte[] x = data.Bytes("input_tensor"), reference = new sbyte[w.Batches * w.OutHeight * w.OutWidth * w.Channels], kernel = new sbyte[reference.Length];
        ReferencePool.Max(x, w.Batches, w.Height, w.Width, w.Channels, w.Rows, w.Columns, w.StrideY, w.StrideX, w.PadTop, w.PadLeft, w.OutHeight, w.OutWidth,
            minimum, maximum, reference);
        new Pool2D(w, PoolKind.Maximum, minimum, maximum).Invoke(x, 0, kernel, 0);
        return (reference, kernel);
    }

    private static (sbyte[], sbyte[]) AveragePool(CmsisCase data)
    {
        Window2D w = PoolWindow(data);
        (int minimum, int maximum) = Range(data);
        sbyte[] x = data.Bytes("input_tensor"), reference = new sbyte[w.Batches * w.OutHeight * w.OutWidth * w.Channels], kernel = new sbyte[reference.Length];
        ReferencePool.Average(x, w.Batches, w.Height, w.Width, w.Channels, w.Rows, w.Columns, w.StrideY, w.StrideX, w.PadTop, w.PadLeft, w.OutHeight, w.OutWidth,
            minimum, maximum, reference);
        new Pool2D(w, PoolKind.Average, minimum, maximum).Invoke(x, 0, kernel, 0);
        return (reference, kernel);
    }

    private static (sbyte[], sbyte[]) Add(CmsisCase data)
    {
        sbyte[] a = data.Bytes("input1"), b = data.Bytes("input2"), reference = new sbyte[a.Length], kernel = new sbyte[a.Length];
        int aZero = -data.Number("input1_offset"), bZero = -data.Number("input2_offset"), leftShift = data.Number("left_shift");
        int aMultiplier = data.Number("input1_mult"), aShift = data.Number("input1_shift"), bMultiplier = data.Number("input2_mult"), bShift = data.Number("input2_shift");
        int[] shape = [a.Length];
        Requantization q = Output(data);
        ReferenceAdd.Run(a, shape, aZero, aMultiplier, aShift, b, shape, bZero, bMultiplier, bShift, leftShift,
            q.Multipliers[0], q.Shifts[0], q.ZeroPoint, q.Minimum, q.Maximum, reference);
        Elementwise.Sum(shape, aZero, aMultiplier, aShift, shape, bZero, bMultiplier, bShift, leftShift, q, false).Invoke(a, 0, b, 0, kernel, 0);
        return (reference, kernel);
    }

    private static (sbyte[], sbyte[]) Multiply(CmsisCase data)
    {
        sbyte[] a = data.Bytes("input1"), b = data.Bytes("input2"), reference = new sbyte[a.Length], kernel = new sbyte[a.Length];
        int aZero = -data.Number("input1_offset"), bZero = -data.Number("input2_offset");
        int[] shape = [a.Length];
        Requantization q = Output(data);
        ReferenceMul.Run(a, shape, aZero, b, shape, bZero, q.Multipliers[0], q.Shifts[0], q.ZeroPoint, q.Minimum, q.Maximum, reference);
        Elementwise.Product(shape, aZero, shape, bZero, q).Invoke(a, 0, b, 0, kernel, 0);
        return (reference, kernel);
    }

    private static (sbyte[], sbyte[]) Maximum(CmsisCase data)
    {
        (sbyte[] a, int[] aShape, sbyte[] b, int[] bShape, sbyte[] reference, sbyte[] kernel) = Operands(data);
        ReferenceMaximum.Run(a, aShape, b, bShape, reference);
        Elementwise.Maximum(aShape, bShape).Invoke(a, 0, b, 0, kernel, 0);
        return (reference, kernel);
    }

    private static (sbyte[], sbyte[]) Minimum(CmsisCase data)
    {
        (sbyte[] a, int[] aShape, sbyte[] b, int[] bShape, sbyte[] reference, sbyte[] kernel) = Operands(data);
        ReferenceMinimum.Run(a, aShape, b, bShape, reference);
        Elementwise.Minimum(aShape, bShape).Invoke(a, 0, b, 0, kernel, 0);
        return (reference, kernel);
    }

    private static (sbyte[], sbyte[]) Pad(CmsisCase data)
    {
        int[] shape = [data.Number("input_n"), data.Number("input_h"), data.Number("input_w"), data.Number("input_c")];
        int[] before = [data.Number("pre_pad_n"), data.Number("pre_pad_h"), data.Number("pre_pad_w"), data.Number("pre_pad_c")];
        int[] after = [data.Number("post_pad_n"), data.Number("post_pad_h"), data.Number("post_pad_w"), data.Number("post_pad_c")];
        int value = data.Number("pad_value"), length = data.Number("output_size");
        sbyte[] x = data.Bytes("input_tensor"), reference = new sbyte[length], kernel = new sbyte[length];
        ReferencePad.Run(x, shape, before, after, (sbyte)value, reference);
        // As both engines have it: one value throughout, then the input copied into its place.
        int[] steps = PairedRuns.Steps([.. shape.Select((extent, axis) => before[axis] + extent + after[axis])]);
        Array.Fill(kernel, (sbyte)value);
        new PairedRuns(shape, PairedRuns.Steps(shape), steps).Invoke(x, 0, kernel, steps.Select((step, axis) => step * before[axis]).Sum());
        return (reference, kernel);
    }

    private static (sbyte[], sbyte[]) Transpose(CmsisCase data)
    {
        int[] permutation = data.Numbers("perm"), shape = data.Numbers("in_dim")[..permutation.Length];
        sbyte[] x = data.Bytes("input_tensor"), reference = new sbyte[x.Length], kernel = new sbyte[x.Length];
        ReferenceTranspose.Run(x, shape, permutation, reference);
        int[] steps = PairedRuns.Steps(shape), extents = [.. permutation.Select(axis => shape[axis])];
        new PairedRuns(extents, [.. permutation.Select(axis => steps[axis])], PairedRuns.Steps(extents)).Invoke(x, 0, kernel, 0);
        return (reference, kernel);
    }

    private static (sbyte[], sbyte[]) Softmax(CmsisCase data)
    {
        int rows = data.Number("num_rows"), depth = data.Number("row_size"), multiplier = data.Number("input_mult"), leftShift = data.Number("input_left_shift");
        sbyte[] x = data.Bytes("input"), reference = new sbyte[x.Length], kernel = new sbyte[x.Length];
        ReferenceSoftmax.Run(x, rows, depth, multiplier, leftShift, data.Number("diff_min"), reference);
        new Softmax(rows, depth, multiplier, leftShift).Invoke(x, 0, kernel, 0);
        return (reference, kernel);
    }

    private static Window2D ConvWindow(CmsisCase data) => new(data.Number("input_batches"), data.Number("input_h"), data.Number("input_w"), data.Number("in_ch"),
        data.Number("filter_y"), data.Number("filter_x"), data.Number("stride_y"), data.Number("stride_x"), data.Number("dilation_y"), data.Number("dilation_x"),
        data.Number("pad_y"), data.Number("pad_x"), data.Number("output_h"), data.Number("output_w"));

    // avgpooling_4 says input_n 1, but its batch_size and its data are of 3.
    private static Window2D PoolWindow(CmsisCase data) => new(data.Number("batch_size"), data.Number("input_h"), data.Number("input_w"), data.Number("input_c"),
        data.Number("filter_h"), data.Number("filter_w"), data.Number("stride_h"), data.Number("stride_w"), 1, 1,
        data.Number("padding_h"), data.Number("padding_w"), data.Number("output_h"), data.Number("output_w"));

    private static (int Minimum, int Maximum) Range(CmsisCase data) => (data.Number("activation_min"), data.Number("activation_max"));

    private static Requantization Output(CmsisCase data) => new(
        data.Integers("output_mult", "output_multiplier") ?? [data.Number("output_mult", data.Number("output_multiplier", 0))],
        data.Integers("output_shift") ?? [data.Number("output_shift")],
        data.Number("output_offset"), data.Number("out_activation_min"), data.Number("out_activation_max"));

    private static (sbyte[] A, int[] AShape, sbyte[] B, int[] BShape, sbyte[] Reference, sbyte[] Kernel) Operands(CmsisCase data)
    {
        int[] aShape = [data.Number("batch_1"), data.Number("height_1"), data.Number("width_1"), data.Number("channel_1")];
        int[] bShape = [data.Number("batch_2"), data.Number("height_2"), data.Number("width_2"), data.Number("channel_2")];
        int length = data.Number("output_batch") * data.Number("output_height") * data.Number("output_width") * data.Number("output_channel");
        return (data.Bytes("input_tensor_1"), aShape, data.Bytes("input_tensor_2"), bShape, new sbyte[length], new sbyte[length]);
    }
}
