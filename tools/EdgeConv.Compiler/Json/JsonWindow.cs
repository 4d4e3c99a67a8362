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
        (int strideY, int strideX) = field.Optional("stride")?.Pair(1, 1 << 16) ?? defaultStride;
        (int dilationY, int dilationX) = field.Optional("dilation")?.Pair(1, 1 << 16) ?? (1, 1);
        (int top, int outHeight) = Along(field, height, rows, strideY, dilationY, 0);
        (int left, int outWidth) = Along(field, width, columns, strideX, dilationX, 1);
        return new Window(rows, columns, strideY, strideX, dilationY, dilationX, top, left, outHeight, outWidth);
    }

    // "same", "valid", or [top, bottom, left, right].
    private static (int Before, int Outputs) Along(JsonField field, int extent, int taps, int stride, int dilation, int axis)
    {
        long reach = (long)(taps - 1) * dilation + 1;
        int before = 0, after = 0;
        if (field.Optional("padding") is { } padding)
        {
            if (padding.IsList)
            {
                JsonField[] sides = padding.Items(4, 4);
                (before, after) = (sides[2 * axis].Int(0, 1 << 16), sides[2 * axis + 1].Int(0, 1 << 16));
                if (before >= reach || after >= reach) throw padding.Refuse($"must be less than the window's {reach} cells");
            }
            else if (padding.Word("same", "valid") == "same")
            {
                int outputs = (extent + stride - 1) / stride;
                return ((int)Math.Max(0, ((long)(outputs - 1) * stride + reach - extent) / 2), outputs);
            }
        }
        if (extent + before + after < reach) throw field.Refuse(
            $"a window of {reach} does not fit an extent of {extent + before + after}; take a smaller one or \"padding\": \"same\"");
        return (before, (int)((extent + before + after - reach) / stride) + 1);
    }
}
