namespace EdgeConv.Frames;

/// <summary>Resizes a picture by area averaging: every cell is the mean of the pixels that it covers, at least one.</summary>
internal static class AreaAverage
{
    /// <summary>Returns, for each cell of a frame row by row, the rectangle of the picture's pixels that it covers.</summary>
    public static IEnumerable<(int Top, int Bottom, int Left, int Right)> Cells(FrameShape shape, int height, int width) =>
        from y in Enumerable.Range(0, shape.Height)
        from x in Enumerable.Range(0, shape.Width)
        let rows = Cover(y, shape.Height, height)
        let columns = Cover(x, shape.Width, width)
        select (rows.From, rows.To, columns.From, columns.To);

    /// <summary>Resizes a picture [height, width, channels] to the rows and columns of <paramref name="shape"/>.</summary>
    public static double[] Resize(double[] picture, int height, int width, FrameShape shape)
    {
        double[] means = new double[shape.Length];
        int value = 0;
        foreach ((int top, int bottom, int left, int right) in Cells(shape, height, width))
            for (int c = 0; c < shape.Channels; c++)
            {
                double sum = 0;
                for (int row = top; row < bottom; row++)
                    for (int column = left; column < right; column++)
                        sum += picture[((row * width) + column) * shape.Channels + c];
                means[value++] = sum / ((bottom - top) * (right - left));
            }
        return means;
    }

    // Returns the pixels, From up to but without To, that a cell covers in a row of cells.
    private static (int From, int To) Cover(int cell, int cells, int pixels)
    {
        int from = (int)((long)cell * pixels / cells), to = (int)((long)(cell + 1) * pixels / cells);
        return (from, Math.Max(to, from + 1));
    }
}
