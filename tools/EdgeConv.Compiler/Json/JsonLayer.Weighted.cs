namespace EdgeConv.Compiler.Json;

internal sealed partial class JsonLayer
{
    private const int MaxFilters = 1 << 16;

    private void ReadConvolution(int axes, bool isDepthwise = false)
    {
        AllowOnly("filters", "bias", "divisor", "shift", "weightScale", "scale", "zeroPoint", "stride", "dilation", "padding",
            "activation");
        Shape shape = input.Shape;
        if (axes == 3 && shape.Rank != 5)
            throw field.Refuse($"takes a volume [depth, height, width, channels], not {shape}");
        if (axes == 1 && shape.Nhwc.H != 1)
            throw field.Refuse($"takes a map of one row, [1, length, channels], not {shape}; use convolution");
        JsonFilter[] filters = Filters(axes);
        int channels = axes == 3 ? shape[4] : shape.Nhwc.C, depth = isDepthwise ? 1 : channels;
        int planes = filters[0].Planes, rows = filters[0].Rows, columns = filters[0].Columns;
        // One filter serves every channel of a depthwise convolution; otherwise filters of one channel stand together.
        if (isDepthwise && filters.Length == 1) filters = [.. Enumerable.Repeat(filters[0], channels)];
        if (isDepthwise && filters.Length % channels != 0)
            throw field.Required("filters", "").Refuse(
                $"{filters.Length} for {Amount.Of(channels, "channel")}; give one for all, or the same number for each channel");
        int count = filters.Length, size = planes * rows * columns * depth;
        sbyte[] weights = network.NewWeights(field, (long)count * size);
        for (int k = 0; k < count; k++)
            filters[k].Write(weights.AsSpan(isDepthwise ? k : k * size), depth, isDepthwise ? count : 1);
        if (axes == 3)
        {
            (DepthWindow depthWindow, Window plane) = JsonWindow.ReadVolume(field, shape, filters[0]);
            // A volume of one plane is a map, which all other layers take.
            int[] outDepth = depthWindow.Outputs == 1 ? [] : [depthWindow.Outputs];
            Tensor volume = NewOutput(new Shape([shape[0], .. outDepth, plane.OutHeight, plane.OutWidth, count]));
            Tensor filter = Constant(weights, new Shape(count, planes, rows, columns, channels), Scalings(filters), volume, 0);
            network.Append(Conv3D.Of(input, filter, Biases(filters), volume, depthWindow, plane, FusedActivation()));
            return;
        }
        Window window = axes == 1 ? JsonWindow.ReadRow(field, shape.Nhwc.W, columns) : NewWindow(rows, columns, (1, 1));
        Tensor output = NewOutput(new Shape(shape.Nhwc.N, window.OutHeight, window.OutWidth, count));
        Tensor constant = Constant(weights, isDepthwise ? new Shape(1, rows, columns, count) : new Shape(count, rows, columns, depth),
            Scalings(filters), output, isDepthwise ? 3 : 0);
        Tensor? bias = Biases(filters);
        network.Append(isDepthwise ? new DepthwiseConv2D(input, constant, bias, output, window, FusedActivation())
            : new Conv2D(input, constant, bias, output, window, FusedActivation()));
    }

    private void ReadFullyConnected()
    {
        AllowOnly("weights", "bias", "divisor", "shift", "weightScale", "scale", "zeroPoint", "activation");
        JsonField[] rows = field.Required("weights", "a list of weights per output").Items(1, MaxFilters);
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
        network.Append(new FullyConnected(input, constant, BiasTensor(LayerBias(rows.Length)), output, FusedActivation()));
    }

    private JsonFilter[] Filters(int axes)
    {
        if (field.Optional("filters") is { IsList: false } count) throw count.Refuse(
            "must be a list of filters; a number of filters that are still to be trained goes to edgeconv train --network");
        JsonFilter[] filters = [.. field.Required("filters", "a list of names or of rows of weights, one per output channel")
            .Items(1, MaxFilters).Select(item => new JsonFilter(item, axes))];
        foreach (JsonFilter filter in filters) filter.MustBeLike(filters[0]);
        return filters;
    }

    private JsonScaling[] Scalings(JsonFilter[] filters)
    {
        JsonScaling? layer = JsonScaling.Of(field);
        return [.. filters.Select(filter => filter.Scaling ?? layer ?? filter.Default)];
    }

    private Tensor Constant(sbyte[] weights, Shape shape, JsonScaling[] scalings, Tensor output, int axis)
    {
        // One scale where all are the same.
        if (scalings.All(scaling => scaling == scalings[0])) (scalings, axis) = ([scalings[0]], 0);
        Quantization quantization =
            new([.. scalings.Select(scaling => scaling.ScaleFor(input.Quantized, output.Quantized))], [.. new int[scalings.Length]], axis)
            {
                Factors = scalings.Any(scaling => scaling.Factor is not null)
                ? [.. scalings.Select(scaling => scaling.FactorFor(input.Quantized, output.Quantized))] : [],
            };
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
