namespace EdgeConv.Reference
{
    /// <summary>
    /// RESIZE_BILINEAR in integers: each output cell mixes the four nearest input cells. Positions are in 1024ths of an input cell.
    /// </summary>
    /// <remarks>Source: TensorFlow Lite, reference/resize_bilinear.h (ResizeBilinearInteger).</remarks>
    public static class ReferenceResizeBilinear
    {
        /// <summary>
        /// Computes the distance from one output cell to the next along an axis, in 1024ths of an input cell.
        /// </summary>
        /// <param name="extent">Input cells along the axis, 1 or above.</param>
        /// <param name="outputs">Output cells along the axis, 1 or above.</param>
        /// <param name="aligned">True if the first and last cells of input and output coincide (align_corners).</param>
        public static int Step(int extent, int outputs, bool aligned)
        {
            return aligned && outputs > 1
                ? (int)((1024L * (extent - 1) + (outputs - 1) / 2) / (outputs - 1))
                : (int)((1024L * extent + outputs / 2) / outputs);
        }

        /// <summary>
        /// Computes the position of output cell <paramref name="output"/> along an axis, in 1024ths of an input cell.
        /// </summary>
        /// <param name="output">The output cell, from 0 up.</param>
        /// <param name="step">What <see cref="Step"/> gives.</param>
        /// <param name="centered">True if a cell's position is that of its center (half_pixel_centers).</param>
        public static int Position(int output, int step, bool centered) => centered ? output * step + step / 2 - 512 : output * step;

        /// <summary>Computes y [N, outH, outW, C] from x [N, H, W, C], rounded half away from zero.</summary>
        public static void Run(sbyte[] x, int n, int h, int w, int c, int outH, int outW, bool aligned, bool centered, sbyte[] y)
        {
            int stepY = Step(h, outH, aligned);
            int stepX = Step(w, outW, aligned);
            int index = 0;
            for (int batch = 0; batch < n; batch++)
                for (int outY = 0; outY < outH; outY++)
                    for (int outX = 0; outX < outW; outX++)
                        for (int channel = 0; channel < c; channel++)
                        {
                            int positionY = Position(outY, stepY, centered);
                            int positionX = Position(outX, stepX, centered);
                            int above = Lower(positionY), below = Upper(positionY, h);
                            int left = Lower(positionX), right = Upper(positionX, w);
                            int down = positionY - 1024 * above;
                            int along = positionX - 1024 * left;
                            long sum = (long)x[((batch * h + above) * w + left) * c + channel] * (1024 - down) * (1024 - along)
                                + (long)x[((batch * h + below) * w + left) * c + channel] * down * (1024 - along)
                                + (long)x[((batch * h + above) * w + right) * c + channel] * (1024 - down) * along
                                + (long)x[((batch * h + below) * w + right) * c + channel] * down * along;
                            y[index++] = (sbyte)((sum + (sum > 0 ? 1 << 19 : -(1 << 19))) / (1 << 20));
                        }
        }

        // The cell at or before a position, 0 for a position before the map; the division rounds toward zero.
        private static int Lower(int position)
        {
            int cell = position / 1024;
            return cell > 0 ? cell : 0;
        }

        // The cell at or behind a position, the last one for a position behind the map; the division rounds toward zero.
        private static int Upper(int position, int extent)
        {
            int cell = (position + 1023) / 1024;
            return cell < extent - 1 ? cell : extent - 1;
        }
    }
}
