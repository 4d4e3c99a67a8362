using EdgeConv.Common;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Operators;

namespace EdgeConv.Compiler.Json;

internal sealed partial class JsonLayer
{
    private const int MostFilters = 1 << 16;

    private void ReadConvolution()
    {
        AllowOnly("filters", "bias", "divisor", "shift", "weightScale", "scale", "zeroPoint", "stride", "dilation", "padding", "activation");
        JsonFilter[] filters = Filters();
        int channels = input.Shape.Nhwc.C, taps = filters[0].Rows * filters[0].Columns;
        sbyte[] weights = network.NewWeights(field, (long)filters.Length * taps * channels);
        for (int k = 0; k < filters.Length; k++) filters[k].Write(weights.AsSpan(k * taps * channels), channels, 1);
        Window window = NewWindow(filters[0].Rows, filters[0].Columns, (1, 1));
        Tensor output = NewOutput(new Shape(input.Shape.Nhwc.N, window.OutHeight, window.OutWidth, filters.Length));
        JsonScaling[] scalings = Scalings(filters);
        Tensor constant = Constant(weights, new Shape(filters.Length, window.Rows, window.Columns, channels), scalings, output, 0);
        network.Append(new Conv2D(input, constant, Biases(filters), output, window, FusedActivation()));
    }

    private void ReadDepthwise()
    {
        AllowOnly("filters", "bias", "divisor", "shift", "weightScale", "scale", "zeroPoint", "stride", "dilation", "padding", "activation");
        JsonFilter[] filters = Filters();
        int channels = input.Shape.Nhwc.C;
        // One filter serves every channel; otherwise filters of one channel stand together.
        if (filters.Length == 1) filters = [.. Enumerable.Repeat(filters[0], channels)];
        if (filters.Length % channels != 0) throw field.Required("filters", "").Refuse($"{filters.Length} for {Amount.Of(channels, "channel")}; give one for all, or the same number for each channel");
        int count = filters.Length;
        sbyte[] weights = network.NewWeights(field, (long)filters[0].Rows * filters[0].Columns * count);
        for (int k = 0; k < count; k++) filters[k].Write(weights.AsSpan(k), 1, count);
        Window window = NewWindow(filters[0].Rows, filters[0].Columns, (1, 1));
        Tensor output = NewOutput(new Shape(input.Shape.Nhwc.N, window.OutHeight, window.OutWidth, count));
        JsonScaling[] scalings = Scalings(filters);
        Tensor constant = Constant(weights, new Shape(1, window.Rows, window.Columns, count), scalings, output, 3);
        network.Append(new DepthwiseConv2D(input, constant, Biases(filters), output, window, FusedActivation()));
    }

    private void ReadFullyConnected()
    {
        AllowOnly("weights", "bias", "divisor", "shift", "weightScale", "scale", "zeroPoint", "activation");
        JsonField[] rows = field.Required("weights", "a list of weights per output").Items(1, MostFilters);
        int inputs = input.Shape.Length / input.Shape.Nhwc.N;
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

    private JsonFilter[] Filters()
    {
        if (field.Optional("filters") is { IsList: false } count) throw count.Refuse("must be a list of filters; a number of filters that are still to be trained goes to edgeconv train --network");
        JsonFilter[] filters = [.. field.Required("filters", "a list of names or of rows of weights, one per output channel").Items(1, MostFilters).Select(item => new JsonFilter(item))];
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
        Quantization quantization = new([.. scalings.Select(scaling => scaling.ScaleFor(input.Quantized, output.Quantized))], [.. new int[scalings.Length]], axis)
        {
            Factors = scalings.Any(scaling => scaling.Factor is not null) ? [.. scalings.Select(scaling => scaling.FactorFor(input.Quantized, output.Quantized))] : [],
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

    private Tensor? BiasTensor(int[]? values) => values is null ? null : new Tensor(name + ".bias", new Shape(values.Length), ElementType.Int32, null, values);
}
