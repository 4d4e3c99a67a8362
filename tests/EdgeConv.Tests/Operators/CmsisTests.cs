using EdgeConv.Reference;

namespace EdgeConv.Tests.Operators;

using EdgeConv.Kernels; // within the namespace: these kernels, not the compiler's operators of the same names

/// <summary>The int8 cases of CMSIS-NN's own unit tests, against the reference set and the device kernels, byte for byte.</summary>
[TestClass]
public class CmsisTests
{
    private const string Count = "100 cases, all int8";

    private static readonly string? s_folder = OutsideData.PathOf("cmsis_nn");

    public static IEnumerable<object[]> Cases =>
        s_folder is null ? [[OutsideData.Missing]] : [[Count], .. Names(s_folder).Select(name => (object[])[name])];

    public static string DisplayName(MethodInfo method, object[] data) => $"CMSIS-NN: {data[0]}";

    [TestMethod, DynamicData(nameof(Cases), DynamicDataDisplayName = nameof(DisplayName))]
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
            sbyte[] reference = new sbyte[expected.Length], kernel = new sbyte[expected.Length];
            RunnerOf(function)(data, reference, kernel);
            CollectionAssert.AreEqual(expected, reference, $"reference, {function}");
            CollectionAssert.AreEqual(expected, kernel, $"kernel, {function}");
        }
    }

    private static IEnumerable<string> Names(string folder) =>
        Directory.GetFiles(folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order();

    private static CmsisCase Load(string folder, string name) =>
        new(JsonNode.Parse(File.ReadAllText(Path.Combine(folder, name + ".json")))!);

    private static Action<CmsisCase, sbyte[], sbyte[]> RunnerOf(string function) => function switch
    {
        "arm_convolve_s8" or "arm_convolve_1_x_n_s8" or "arm_convolve_1x1_s8_fast" or "arm_grouped_convolve_s8" => Convolve,
        "arm_depthwise_conv_s8" or "arm_depthwise_conv_s8_opt" or "arm_depthwise_conv_3x3_s8" => DepthwiseConvolve,
        "arm_transpose_conv_s8" or "arm_reverse_transpose_conv_s8" => TransposeConvolve,
        "arm_fully_connected_s8" => FullyConnect,
        "arm_max_pool_s8" or "arm_avgpool_s8" => Pool,
        "arm_elementwise_add_s8" => Add,
        "arm_elementwise_mul_s8" => Multiply,
        "arm_maximum_s8" => (data, reference, kernel) =>
            Compare(data, ReferenceElementwise.Maximum, reference, Elementwise.Maximum, kernel),
        "arm_minimum_s8" => (data, reference, kernel) =>
            Compare(data, ReferenceElementwise.Minimum, reference, Elementwise.Minimum, kernel),
        "arm_pad_s8" => Pad,
        "arm_transpose_s8" => Transpose,
        "arm_softmax_s8" => Softmax,
        _ => throw new NotSupportedException(function),
    };

    private static void Convolve(CmsisCase data, sbyte[] reference, sbyte[] kernel)
    {
        Window2D w = ConvWindow(data);
        int k = data.Number("out_ch"), groups = w.Channels / data.Number("filter_ch", w.Channels), zeroPoint = -data.Number("input_offset");
        (sbyte[] x, sbyte[] filter, int[]? bias, Requantization q) = Weighted(data);
        ReferenceConv.Conv2D(x, w.Batches, w.Height, w.Width, w.Channels, zeroPoint, filter, k, w.Rows, w.Columns, bias,
            w.StrideY, w.StrideX, w.DilationY, w.DilationX, w.PadTop, w.PadLeft, w.OutHeight, w.OutWidth, groups,
            q.Multipliers, q.Shifts, q.ZeroPoint, q.Minimum, q.Maximum, reference);
        new Conv2D(w, k, groups, filter, bias, zeroPoint, q).Invoke(x, 0, kernel, 0);
    }

    private static void DepthwiseConvolve(CmsisCase data, sbyte[] reference, sbyte[] kernel)
    {
        Window2D w = ConvWindow(data);
        int multiplier = data.Number("ch_mult", 1), zeroPoint = -data.Number("input_offset");
        (sbyte[] x, sbyte[] filter, int[]? bias, Requantization q) = Weighted(data);
        ReferenceDepthwise.Conv2D(x, w.Batches, w.Height, w.Width, w.Channels, zeroPoint, filter, multiplier, w.Rows, w.Columns, bias,
            w.StrideY, w.StrideX, w.DilationY, w.DilationX, w.PadTop, w.PadLeft, w.OutHeight, w.OutWidth,
            q.Multipliers, q.Shifts, q.ZeroPoint, q.Minimum, q.Maximum, reference);
        new DepthwiseConv2D(w, multiplier, filter, bias, zeroPoint, q).Invoke(x, 0, kernel, 0);
    }

    private static void TransposeConvolve(CmsisCase data, sbyte[] reference, sbyte[] kernel)
    {
        Window2D w = Window(data, "input_batches", "in_ch", "y", "x", "pad", 1, 1);
        int k = data.Number("out_ch"), zeroPoint = -data.Number("input_offset");
        (sbyte[] x, sbyte[] filter, int[]? bias, Requantization q) = Weighted(data);
        ReferenceTransposeConv.Conv2D(x, w.Batches, w.Height, w.Width, w.Channels, zeroPoint, filter, k, w.Rows, w.Columns, bias,
            w.StrideY, w.StrideX, w.PadTop, w.PadLeft, w.OutHeight, w.OutWidth,
            q.Multipliers, q.Shifts, q.ZeroPoint, q.Minimum, q.Maximum, reference);
        new TransposeConv2D(w.Batches, w.Height, w.Width, w.Channels, zeroPoint, filter, k, w.Rows, w.Columns, bias,
            w.StrideY, w.StrideX, w.PadTop, w.PadLeft, w.OutHeight, w.OutWidth, q).Invoke(x, 0, kernel, 0);
    }

    private static void FullyConnect(CmsisCase data, sbyte[] reference, sbyte[] kernel)
    {
        int batches = data.Number("input_batches"), inputs = data.Number("accumulation_depth"), outputs = data.Number("out_ch");
        int zeroPoint = -data.Number("input_offset"), filterZeroPoint = -data.Number("filter_offset", 0);
        (sbyte[] x, sbyte[] weights, int[]? bias, Requantization q) = Weighted(data);
        ReferenceFullyConnected.Run(x, batches, inputs, zeroPoint, weights, filterZeroPoint, outputs, bias, q.Multipliers, q.Shifts,
            q.ZeroPoint, q.Minimum, q.Maximum, reference);
        new FullyConnected(batches, inputs, outputs, weights, filterZeroPoint, bias, zeroPoint, q).Invoke(x, 0, kernel, 0);
    }

    private static void Pool(CmsisCase data, sbyte[] reference, sbyte[] kernel)
    {
        Window2D w = PoolWindow(data);
        int minimum = data.Number("activation_min"), maximum = data.Number("activation_max");
        sbyte[] x = data.Bytes("input_tensor");
        PoolKind kind = data.Functions.Contains("arm_max_pool_s8") ? PoolKind.Maximum : PoolKind.Average;
        ReferencePool.Run(kind, x, w.Batches, w.Height, w.Width, w.Channels, w.Rows, w.Columns, w.StrideY, w.StrideX, w.PadTop, w.PadLeft,
            w.OutHeight, w.OutWidth, minimum, maximum, reference);
        new Pool2D(w, kind, minimum, maximum).Invoke(x, 0, kernel, 0);
    }

    private static void Add(CmsisCase data, sbyte[] reference, sbyte[] kernel)
    {
        sbyte[] a = data.Bytes("input1"), b = data.Bytes("input2");
        int aZero = -data.Number("input1_offset"), bZero = -data.Number("input2_offset"), leftShift = data.Number("left_shift");
        int aMultiplier = data.Number("input1_mult"), aShift = data.Number("input1_shift"), bMultiplier = data.Number("input2_mult"),
            bShift = data.Number("input2_shift");
        int[] shape = [a.Length];
        Requantization q = Output(data);
        ReferenceElementwise.Sum(false, a, shape, aZero, aMultiplier, aShift, b, shape, bZero, bMultiplier, bShift, leftShift,
            q.Multipliers[0], q.Shifts[0], q.ZeroPoint, q.Minimum, q.Maximum, reference);
        Elementwise.Sum(shape, aZero, aMultiplier, aShift, shape, bZero, bMultiplier, bShift, leftShift, q, false)
            .Invoke(a, 0, b, 0, kernel, 0);
    }

    private static void Multiply(CmsisCase data, sbyte[] reference, sbyte[] kernel)
    {
        sbyte[] a = data.Bytes("input1"), b = data.Bytes("input2");
        int aZero = -data.Number("input1_offset"), bZero = -data.Number("input2_offset");
        int[] shape = [a.Length];
        Requantization q = Output(data);
        ReferenceElementwise.Product(a, shape, aZero, b, shape, bZero, q.Multipliers[0], q.Shifts[0],
            q.ZeroPoint, q.Minimum, q.Maximum, reference);
        Elementwise.Product(shape, aZero, shape, bZero, q).Invoke(a, 0, b, 0, kernel, 0);
    }

    private static void Compare(CmsisCase data, Action<sbyte[], int[], sbyte[], int[], sbyte[]> run, sbyte[] reference,
        Func<int[], int[], Elementwise> make, sbyte[] kernel)
    {
        int[] Shape(int operand) => Array.ConvertAll((string[])["batch", "height", "width", "channel"], a => data.Number($"{a}_{operand}"));
        int[] aShape = Shape(1), bShape = Shape(2);
        sbyte[] a = data.Bytes("input_tensor_1"), b = data.Bytes("input_tensor_2");
        run(a, aShape, b, bShape, reference);
        make(aShape, bShape).Invoke(a, 0, b, 0, kernel, 0);
    }

    private static void Pad(CmsisCase data, sbyte[] reference, sbyte[] kernel)
    {
        int[] Of(string prefix) => Array.ConvertAll((string[])["n", "h", "w", "c"], axis => data.Number(prefix + axis));
        int[] shape = Of("input_"), before = Of("pre_pad_"), after = Of("post_pad_");
        sbyte value = (sbyte)data.Number("pad_value");
        sbyte[] x = data.Bytes("input_tensor");
        ReferencePad.Run(x, shape, before, after, value, reference);
        // As both engines have it: one value throughout, then the input copied to its offset.
        int[] steps = PairedRuns.Steps([.. shape.Select((extent, axis) => before[axis] + extent + after[axis])]);
        Array.Fill(kernel, value);
        new PairedRuns(shape, PairedRuns.Steps(shape), steps).Invoke(x, 0, kernel, steps.Select((step, axis) => step * before[axis]).Sum());
    }

    private static void Transpose(CmsisCase data, sbyte[] reference, sbyte[] kernel)
    {
        int[] permutation = data.Numbers("perm"), shape = data.Numbers("in_dim")[..permutation.Length];
        sbyte[] x = data.Bytes("input_tensor");
        ReferenceTranspose.Run(x, shape, permutation, reference);
        int[] steps = PairedRuns.Steps(shape), extents = [.. permutation.Select(axis => shape[axis])];
        new PairedRuns(extents, [.. permutation.Select(axis => steps[axis])], PairedRuns.Steps(extents)).Invoke(x, 0, kernel, 0);
    }

    private static void Softmax(CmsisCase data, sbyte[] reference, sbyte[] kernel)
    {
        int rows = data.Number("num_rows"), depth = data.Number("row_size"), multiplier = data.Number("input_mult"),
            leftShift = data.Number("input_left_shift");
        sbyte[] x = data.Bytes("input");
        ReferenceSoftmax.Run(x, rows, depth, multiplier, leftShift, data.Number("diff_min"), reference);
        new Softmax(rows, depth, multiplier, leftShift).Invoke(x, 0, kernel, 0);
    }

    private static Window2D ConvWindow(CmsisCase data) =>
        Window(data, "input_batches", "in_ch", "y", "x", "pad", data.Number("dilation_y"), data.Number("dilation_x"));

    // avgpooling_4 says input_n 1, but its batch_size and its data are of 3.
    private static Window2D PoolWindow(CmsisCase data) => Window(data, "batch_size", "input_c", "h", "w", "padding", 1, 1);

    private static Window2D Window(CmsisCase data, string batches, string channels, string y, string x, string pad,
        int dilationY, int dilationX) =>
        new(data.Number(batches), data.Number("input_h"), data.Number("input_w"), data.Number(channels), data.Number("filter_" + y),
            data.Number("filter_" + x), data.Number("stride_" + y), data.Number("stride_" + x), dilationY, dilationX,
            data.Number($"{pad}_{y}"), data.Number($"{pad}_{x}"), data.Number("output_h"), data.Number("output_w"));

    private static (sbyte[] X, sbyte[] Filter, int[]? Bias, Requantization Q) Weighted(CmsisCase data) =>
        (data.Bytes("input"), data.Bytes("weights"), data.Integers("biases", "bias"), Output(data));

    private static Requantization Output(CmsisCase data) => new(
        data.Integers("output_mult", "output_multiplier") ?? [data.Number("output_mult", data.Number("output_multiplier", 0))],
        data.Integers("output_shift") ?? [data.Number("output_shift")],
        data.Number("output_offset"), data.Number("out_activation_min"), data.Number("out_activation_max"));
}
