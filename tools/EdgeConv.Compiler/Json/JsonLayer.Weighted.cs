namespace EdgeConv.Compiler.Json;

internal sealed partial class JsonLayer
{
    private const int MaxFilters = 1 << 16;

    // Reads a convolution whose filters move along one, two or three axes.
    private IEnumerable<Operator> ReadConvolution(int axes, bool isDepthwise = false)
    {
        AllowOnly("filters", "bias", "divisor", "shift", "weightScale", "scale", "zeroPoint", "stride", "dilation", "padding",
            "activation");
        Shape shape = input.Shape;
        if (axes == 3 && shape.Rank != 5)
            throw field.Refuse($"takes a volume [depth, height, width, channels], not {shape}; use convolution");
        // Each plane of a volume is a map.
        (_, int height, int width, int channels) = axes == 3 ? (1, shape[2], shape[3], shape[4]) : shape.Nhwc;
        if (axes == 1 && height != 1) throw field.Refuse($"takes a map of one row, [1, length, channels], not {shape}; use convolution");
        JsonFilter[] filters = Filters(axes);
        int planes = filters[0].Planes, rows = filters[0].Rows, columns = filters[0].Columns, depth = isDepthwise ? 1 : channels;
        // If a depthwise convolution has only one filter, all channels use it. Otherwise the file lists all filters of channel 0, then all
        // of channel 1, and so on.
        if (isDepthwise && filters.Length == 1) filters = [.. Enumerable.Repeat(filters[0], channels)];
        if (isDepthwise && filters.Length % channels != 0)
            throw field.Required("filters", "").Refuse($"has {filters.Length} for {Amount.Of(channels, "channel")}; give one for all, or "
                + "the same number for each channel");
        int count = filters.Length, size = planes * rows * columns * depth;
        sbyte[] weights = network.NewWeights(field, (long)count * size);
        for (int k = 0; k < count; k++) filters[k].Write(weights.AsSpan(isDepthwise ? k : k * size), depth, isDepthwise ? count : 1);
        WindowAxis Axis(int axis, int extent, int taps) => JsonWindow.Axis(field, axis, axes, extent, taps);
        WindowAxis alongDepth = axes == 3 ? Axis(0, shape[1], planes) : WindowAxis.Single;
        Window window = new(axes == 1 ? WindowAxis.Single : Axis(axes - 2, height, rows), Axis(axes - 1, width, columns));
        // If the output has one plane, it becomes a map, so that all other layers can read it.
        int[] outDepth = alongDepth.Outputs == 1 ? [] : [alongDepth.Outputs];
        Tensor output = NewOutput(new Shape([shape[0], .. outDepth, window.OutHeight, window.OutWidth, count]));
        Shape filterShape = axes == 3 ? new(count, planes, rows, columns, channels)
            : isDepthwise ? new(1, rows, columns, count) : new(count, rows, columns, channels);
        Tensor constant = Constant(weights, filterShape, Scalings(filters), output, isDepthwise ? 3 : 0);
        Tensor? bias = Biases(filters);
        Activation activation = FusedActivation();
        return axes == 3 ? Conv3D.Of(input, constant, bias, output, alongDepth, window, activation)
            : isDepthwise ? [new DepthwiseConv2D(input, constant, bias, output, window, activation)]
            : [new Conv2D(input, constant, bias, output, window, activation)];
    }

    private FullyConnected ReadFullyConnected()
    {
        AllowOnly("weights", "bias", "divisor", "shift", "weightScale", "scale", "zeroPoint", "activation");
        JsonField[] rows = field.Required("weights", "give a list of weights per output").Items(1, MaxFilters);
        int inputs = input.Shape.Length / input.Shape[0];
        sbyte[] weights = network.NewWeights(field, (long)rows.Length * inputs);
        for (int k = 0; k < rows.Length; k++)
        {
            JsonField[] row = rows[k].Items(inputs, inputs);
            for (int i = 0; i < inputs; i++) weights[k * inputs + i] = JsonFilter.Weight(row[i]);
        }
        Tensor output = NewOutput(new Shape(1, rows.Length));
        JsonScaling[] scalings = [JsonScaling.Of(field) ?? new JsonScaling(1, null)];
        Tensor constant = Constant(weights, new Shape(rows.Length, inputs), scalings, output, 0);
        return new FullyConnected(input, constant, BiasTensor(LayerBias(rows.Length)), output, FusedActivation());
    }

    private JsonFilter[] Filters(int axes)
    {
        if (field.Optional("filters") is { IsList: false } count)
            throw count.Refuse("must be a list of filters; a number of filters that are still to be trained goes to "
                + "edgeconv train --network");
        JsonFilter[] filters = [.. field.Required("filters", "give a list of names or of rows of weights, one per output channel")
            .Items(1, MaxFilters).Select(item => new JsonFilter(item, axes))];
        foreach (JsonFilter filter in filters) filter.CheckSize(filters[0]);
        return filters;
    }

    private JsonScaling[] Scalings(JsonFilter[] filters)
    {
        JsonScaling? layer = JsonScaling.Of(field);
        return [.. filters.Select(filter => filter.Scaling ?? layer ?? filter.DefaultScaling)];
    }

    private Tensor Constant(sbyte[] weights, Shape shape, JsonScaling[] scalings, Tensor output, int axis)
    {
        // If all filters have the same factor, the tensor gets one scale instead of one per filter.
        if (scalings.All(scaling => scaling == scalings[0])) (scalings, axis) = ([scalings[0]], 0);
        Quantization from = input.Quantized, to = output.Quantized;
        Quantization quantization = new([.. scalings.Select(scaling => scaling.ScaleFor(from, to))], [.. new int[scalings.Length]], axis);
        if (scalings.Any(scaling => scaling.Factor is not null))
            quantization = quantization with { Factors = [.. scalings.Select(scaling => scaling.FactorFor(from, to))] };
        return new Tensor(name + ".weights", shape, ElementType.Int8, quantization, weights);
    }

    private Tensor? Biases(JsonFilter[] filters)
    {
        int[]? layer = LayerBias(filters.Length);
        if (layer is null && filters.All(filter => filter.Bias is null)) return null;
        return BiasTensor([.. filters.Select((filter, k) => filter.Bias ?? layer?[k] ?? 0)]);
    }

    private int[]? LayerBias(int count) =>
        field.Optional("bias") is { } bias ? [.. bias.Items(count, count).Select(item => item.Int(int.MinValue, int.MaxValue))] : null;

    private Tensor? BiasTensor(int[]? values) =>
        values is null ? null : new Tensor(name + ".bias", new Shape(values.Length), ElementType.Int32, null, values);
}
