namespace EdgeConv.Compiler.Json;

/// <summary>Reads how the window of a layer moves: its stride, dilation and padding.</summary>
internal static class JsonWindow
{
    /// <summary>Maximum extent of a pooling window, stride, dilation and padding along an axis, in cells.</summary>
    internal const int MaxCells = 1 << 16;

    /// <summary>Reads the fields of a layer whose window moves over rows and columns.</summary>
    /// <param name="field">The layer.</param>
    /// <param name="height">Rows of the map.</param>
    /// <param name="width">Columns of the map.</param>
    /// <param name="rows">R, the rows of the window.</param>
    /// <param name="columns">S, the columns of the window.</param>
    /// <param name="defaultStride">The stride if the layer states none.</param>
    public static Window Read(JsonField field, int height, int width, int rows, int columns, (int Y, int X) defaultStride) =>
        new(Axis(field, 0, 2, height, rows, defaultStride.Y), Axis(field, 1, 2, width, columns, defaultStride.X));

    /// <summary>
    /// Reads the fields of a layer for one of its axes. Padding is "same", "valid", or a list with the cells before and behind the map for
    /// each axis: [top, bottom, left, right].
    /// </summary>
    public static WindowAxis Axis(JsonField field, int axis, int axes, int extent, int taps, int defaultStride = 1)
    {
        int stride = field.Optional("stride")?.Each(axes, 1, MaxCells)[axis] ?? defaultStride;
        int dilation = field.Optional("dilation")?.Each(axes, 1, MaxCells)[axis] ?? 1;
        int before = 0, after = 0;
        if (field.Optional("padding") is { } padding)
        {
            if (!padding.IsList && padding.Word("same", "valid") == "same")
                return field.Check(() => WindowAxis.Same(extent, taps, stride, dilation));
            if (padding.IsList)
            {
                JsonField[] sides = padding.Items(2 * axes, 2 * axes);
                (before, after) = (sides[2 * axis].Int(0, MaxCells), sides[2 * axis + 1].Int(0, MaxCells));
                long reach = new WindowAxis(taps, stride, dilation, 0, 0).Reach;
                if (before >= reach || after >= reach) throw padding.Refuse($"must be less than the window's {reach} cells");
            }
        }
        return field.Check(() => WindowAxis.Padded(extent, taps, stride, dilation, before, after));
    }
}
