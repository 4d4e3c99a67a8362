namespace EdgeConv.Frames;

/// <summary>Resizes a picture: every cell is the mean of the pixels it covers, at least one.</summary>
internal static class AreaAverage
{
    /// <summary>Resizes [height, width, channels] to the extents of <paramref name="shape"/>.</summary>
    public static double[] Resize(ReadOnlySpan<double> picture, int height, int width, FrameShape shape)
    {
        double[] cells = new double[shape.Length];
        for (int y = 0; y < shape.Height; y++)
        {
            (int top, int bottom) = Cover(y, shape.Height, height);
            for (int x = 0; x < shape.Width; x++)
            {
                (int left, int right) = Cover(x, shape.Width, width);
                for (int c = 0; c < shape.Channels; c++)
                {
                    double sum = 0;
                    for (int row = top; row < bottom; row++)
                        for (int column = left; column < right; column++)
                            sum += picture[((row * width) + column) * shape.Channels + c];
                    cells[((y * shape.Width) + x) * shape.Channels + c] = sum / ((bottom - top) * (right - left));
                }
            }
        }
        return cells;
    }

    /// <summary>The pixels, of <paramref name="pixels"/>, that cell <paramref name="cell"/> of <paramref name="cells"/> covers.</summary>
    public static (int From, int To) Cover(int cell, int cells, int pixels)
    {
        int from = (int)((long)cell * pixels / cells);
        int to = (int)((long)(cell + 1) * pixels / cells);
        return (from, Math.Max(to, from + 1));
    }
}
