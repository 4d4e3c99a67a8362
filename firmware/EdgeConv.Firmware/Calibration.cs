namespace EdgeConv.Firmware
{
    /// <summary>
    /// Measures how long this board takes for one IL instruction; edgeconv multiplies its instruction counts by this time. It runs code
    /// like that of the compiled engine: sums of nine products, lanes, a clamp table. The counts apply to a Release build.
    /// </summary>
    public static class Calibration
    {
        /// <summary>IL instructions of one <see cref="Run"/>; a test compares it with the instructions counted.</summary>
        public const int Instructions = 106020;

        // The number of positions of a window that slides over a row.
        private const int Steps = 1000;

        private const int Rounds = 5;

        /// <summary>Returns "BOARD, NANOSECONDS": the time per instruction with one decimal, the minimum of several rounds.</summary>
        public static string Line(string board, IClock clock)
        {
            sbyte[] row = new sbyte[Steps + 2], table = new sbyte[256];
            for (int i = 0; i < row.Length; i++) row[i] = (sbyte)(i * 37);
            long min = long.MaxValue;
            for (int round = 0; round < Rounds; round++)
            {
                long start = clock.Microseconds;
                Run(row, table);
                long took = clock.Microseconds - start;
                if (took < min) min = took;
            }
            long tenths = (min * 10000 + Instructions / 2) / Instructions;
            return board + ", " + (tenths / 10).ToString() + "." + (tenths % 10).ToString();
        }

        /// <summary>Runs <see cref="Instructions"/> IL instructions.</summary>
        /// <param name="x">1,002 values of any kind.</param>
        /// <param name="t">256 values of any kind.</param>
        public static int Run(sbyte[] x, sbyte[] t)
        {
            int sum = 0;
            long a = x[0], b = x[1];
            for (int p = 2; p < Steps + 2; p++)
            {
                long c = x[p];
                long s = a * -2097153L + b * -4398050705408L + c * -2097151L + a * -4398046511106L + b * 17592186044416L
                    + c * -4398046511102L + a * 2097151L + b * -4398042316800L + c * 2097153L + 2199024304128L;
                sum += t[(int)((s & 2097151) * 1518500250L >> 37) & 255] + t[(int)((s >> 21 & 2097151) * 1518500250L >> 37) & 255]
                    + t[(int)((s >> 42) * 1518500250L >> 37) & 255];
                a = b;
                b = c;
            }
            return sum;
        }
    }
}
