namespace EdgeConv.Compiler.Operators;

/// <summary>
/// Makes a convolution over volumes or stacks of frames from operators that every engine has. The input is [N, D, H, W, C], the filters are
/// [K, Q, R, S, C]. The Q planes that an output plane reads become Q * C channels of one map. Then one CONV_2D over N * OutDepth maps adds
/// up all taps and requantizes once, which gives the bytes of <see cref="ReferenceConv.Conv3D"/>. TensorFlow Lite has CONV_3D only for
/// float32.
/// </summary>
public static class Conv3D
{
    // Each plane of the filters becomes an operator. One layer may take up a twentieth of the operators that a graph may have.
    private const int MaxPlanes = Graph.MaxOperators / 20;

    /// <summary>Makes the operators, in running order.</summary>
    /// <param name="input">int8 [N, D, H, W, C].</param>
    /// <param name="filters">[K, Q, R, S, C], constant int8, with one scale or one per output channel, zero points 0.</param>
    /// <param name="bias">[K], constant int32, or null.</param>
    /// <param name="output">int8 [N, OutDepth, OutHeight, OutWidth, K], or another shape with as many values.</param>
    /// <param name="depth">How the filter moves along D.</param>
    /// <param name="window">How the filter moves within a plane.</param>
    /// <param name="activation">The activation to fuse.</param>
    /// <exception cref="ModelException">Shapes, types or quantization do not fit together. It is thrown while the result is
    /// enumerated.</exception>
    public static IEnumerable<Operator> Of(Tensor input, Tensor filters, Tensor? bias, Tensor output, WindowAxis depth, Window window,
        Activation activation)
    {
        if (input.Shape.Axes is not [var n, var d, var h, var w, var c])
            throw new ModelException($"the input has shape {input.Shape}, but [N, D, H, W, C] is expected; give a volume");
        if (filters.Shape.Axes is not [var k, var planes, var r, var s, var filterChannels] || filterChannels != c || planes != depth.Taps)
            throw new ModelException($"filters of shape {filters.Shape} do not fit an input of shape {input.Shape}; both need the same "
                + "number of channels");
        if (planes > MaxPlanes)
            throw new ModelException($"the filters have {Amount.Of(planes, "plane")}; at most {Amount.Of(MaxPlanes)} are supported");
        Tensor Map(string what, Quantization quantization, params ReadOnlySpan<int> axes) =>
            new($"{output.Name}.{what}", new Shape(axes), ElementType.Int8, quantization);
        int maps = n * depth.Outputs;
        int front = depth.Before, back = Math.Min(depth.After(d), Shape.MaxElements);
        if (front + back > 0)
        {
            Tensor padded = Map("padded", input.Quantized, n, front + d + back, h, w, c);
            yield return new Pad(input, padded, [0, front, 0, 0, 0], [0, back, 0, 0, 0], (sbyte)input.Quantized.ZeroPoint);
            input = padded;
        }
        Tensor[] read = [.. Enumerable.Range(0, planes).Select(plane => Map($"plane{plane}", input.Quantized, maps, h, w, c))];
        for (int plane = 0; plane < planes; plane++)
            yield return new StridedSlice("STRIDED_SLICE", input, read[plane], [0, plane * depth.Dilation, 0, 0, 0],
                [1, depth.Stride, 1, 1, 1], [n, depth.Outputs, h, w, c]);
        Tensor channels = planes == 1 ? read[0] : Map("channels", input.Quantized, maps, h, w, planes * c);
        if (planes > 1) yield return new Concatenation([.. read], channels, axis: 3, packs: false);
        Tensor planesOfOutput = Map("maps", output.Quantized, maps, window.OutHeight, window.OutWidth, k);
        yield return new Conv2D(channels, Folded(filters), bias, planesOfOutput, window, activation);
        yield return new Reshape("RESHAPE", planesOfOutput, output);
    }

    // Reorders filters [K, Q, R, S, C] to [K, R, S, Q * C].
    private static Tensor Folded(Tensor filters)
    {
        int k = filters.Shape[0], planes = filters.Shape[1], r = filters.Shape[2], s = filters.Shape[3], c = filters.Shape[4];
        int cells = r * s;
        sbyte[] from = (sbyte[])filters.Constant!, to = new sbyte[from.Length];
        for (int i = 0; i < from.Length; i++)
        {
            int channel = i % c, cell = i / c % cells, plane = i / c / cells % planes, output = i / c / cells / planes;
            to[((output * cells + cell) * planes + plane) * c + channel] = from[i];
        }
        return new Tensor(filters.Name, new Shape(k, r, s, planes * c), filters.Type, filters.Quantization, to);
    }
}
