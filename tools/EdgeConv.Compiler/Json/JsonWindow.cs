namespace EdgeConv.Compiler.Json;

/// <summary>How the window of a layer moves: its stride, dilation and padding.</summary>
internal static class JsonWindow
{
    /// <summary>Reads the fields of a layer.</summary>
    /// <param name="field">The layer.</param>
    /// <param name="height">Rows of the map.</param>
    /// <param name="width">Columns of the map.</param>
    /// <param name="rows">R.</param>
    /// <param name="columns">S.</param>
    /// <param name="defaultStride">Stride of a layer that states none.</param>
    public static Window Read(JsonField field, int height, int width, int rows, int columns, (int Y, int X) defaultStride)
    {
        (int strideY, int dilationY, int top, int outHeight) = Along(field, 0, 2, height, rows, defaultStride.Y);
        (int strideX, int dilationX, int left, int outWidth) = Along(field, 1, 2, width, columns, defaultStride.X);
        return new Window(rows, columns, strideY, strideX, dilationY, dilationX, top, left, outHeight, outWidth);
    }

    /// <summary>Reads the fields of a layer whose filters move along one axis.</summary>
    public static Window ReadRow(JsonField field, int width, int columns)
    {
        (int stride, int dilation, int left, int outputs) = Along(field, 0, 1, width, columns, 1);
        return new Window(1, columns, 1, stride, 1, dilation, 0, left, 1, outputs);
    }

    /// <summary>Reads the fields of a layer whose filters move along three axes of [N, D, H, W, C].</summary>
    public static (DepthWindow, Window) ReadVolume(JsonField field, Shape volume, JsonFilter filter)
    {
        (int strideZ, int dilationZ, int front, int outDepth) = Along(field, 0, 3, volume[1], filter.Planes, 1);
        (int strideY, int dilationY, int top, int outHeight) = Along(field, 1, 3, volume[2], filter.Rows, 1);
        (int strideX, int dilationX, int left, int outWidth) = Along(field, 2, 3, volume[3], filter.Columns, 1);
        return (new DepthWindow(filter.Planes, strideZ, dilationZ, front, outDepth),
            new Window(filter.Rows, filter.Columns, strideY, strideX, dilationY, dilationX, top, left, outHeight, outWidth));
    }

    // One axis of several. Padding is "same", "valid", or cells before and behind for each axis: [top, bottom, left, right].
    private static (int Stride, int Dilation, int Before, int Outputs) Along(JsonField field, int axis, int axes, int extent, int taps,
        int defaultStride)
    {
        int stride = field.Optional("stride")?.Each(axes, 1, 1 << 16)[axis] ?? defaultStride;
        int dilation = field.Optional("dilation")?.Each(axes, 1, 1 << 16)[axis] ?? 1;
        long reach = (long)(taps - 1) * dilation + 1;
        int before = 0, after = 0;
        if (field.Optional("padding") is { } padding)
        {
            if (padding.IsList)
            {
                JsonField[] sides = padding.Items(2 * axes, 2 * axes);
                (before, after) = (sides[2 * axis].Int(0, 1 << 16), sides[2 * axis + 1].Int(0, 1 << 16));
                if (before >= reach || after >= reach) throw padding.Refuse($"must be less than the window's {reach} cells");
            }
            else if (padding.Word("same", "valid") == "same")
            {
                int outputs = (extent + stride - 1) / stride;
                return (stride, dilation, (int)Math.Max(0, ((long)(outputs - 1) * stride + reach - extent) / 2), outputs);
            }
        }
        if (extent + before + after < reach) throw field.Refuse(
            $"a window of {reach} does not fit an extent of {extent + before + after}; take a smaller one or \"padding\": \"same\"");
        return (stride, dilation, before, (int)((extent + before + after - reach) / stride) + 1);
    }
}
