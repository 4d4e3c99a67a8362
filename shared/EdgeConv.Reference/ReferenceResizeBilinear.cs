namespace EdgeConv.Reference
{
    /// <summary>Resizing that mixes the four nearest cells, in integers: positions are in 1024ths of a cell.</summary>
    public static class ReferenceResizeBilinear
    {
        /// <summary>
        /// 1024ths of an input cell from one output cell to the next along an axis; aligned: the first and last cells of both coincide.
        /// </summary>
        public static int Step(int extent, int outputs, bool aligned)
        {
            return aligned && outputs > 1
                ? (int)((1024L * (extent - 1) + (outputs - 1) / 2) / (outputs - 1))
                : (int)((1024L * extent + outputs / 2) / outputs);
        }

        /// <summary>
        /// Where output cell <paramref name="output"/> lies, in 1024ths of an input cell; centered: cells are placed by their centers.
        /// </summary>
        public static int Position(int output, int step, bool centered) => centered ? output * step + step / 2 - 512 : output * step;

        /// <summary>y [N, outH, outW, C] from x [N, H, W, C], rounded half away from zero.</summary>
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

        // Both divisions round toward zero.
        private static int Lower(int position)
        {
            int cell = position / 1024;
            return cell > 0 ? cell : 0;
        }

        private static int Upper(int position, int extent)
        {
            int cell = (position + 1023) / 1024;
            return cell < extent - 1 ? cell : extent - 1;
        }
    }
}
