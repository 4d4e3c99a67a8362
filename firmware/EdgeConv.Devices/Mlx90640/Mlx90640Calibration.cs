using System;

namespace EdgeConv.Devices
{
    /// <summary>
    /// The calibration of one MLX90640, in integers: turns its measurements into temperatures. It does not access hardware, and holds
    /// 6 KB. Source of the formulas: Melexis, MLX90640 datasheet, "Calculating object temperature"; the comments name its symbols. Where
    /// a number has n binary places, its name ends in n.
    /// </summary>
    public sealed class Mlx90640Calibration
    {
        /// <summary>Rows and columns of the sensor.</summary>
        public const int Height = 24, Width = 32;

        /// <summary>Words of the EEPROM: two lines of 32 words for all pixels, then a line per row.</summary>
        public const int Words = 64 + Height * Width;

        /// <summary>Minimum and maximum temperature, in hundredths of a degree Celsius.</summary>
        public const short Minimum = -4000, Maximum = 30000;

        /// <summary>
        /// Minimum and maximum without roots, see <see cref="Begin"/>: in units of 2^22 K^4, about 0.04 degC at room temperature.
        /// </summary>
        public const short MinimumRadiance = -3000, MaximumRadiance = 26000;

        private const long One20 = 1 << 20;
        private const int Celsius10 = 279706; // 273.15 K
        private const int MaxBadPixels = 4;

        // Radiances are in K^4. The fourth root, and the temperature that a radiance shows in the present page, are tables with a node each
        // 2^28 K^4 from 2^31 to 2^35, and each 2^31 K^4 from there to 2^37 (-58 to 335 degC). Between the nodes they are lines, at most
        // 0.05 degC too low.
        private const int FineShift = 28, FirstFine = 8, CoarseShift = 31, FirstCoarse = 16, FineNodes = 121, CoarseNodes = 49;
        private const long MinRadiance = 1L << 31, FineEnd = 1L << 35, MaxRadiance = (1L << 37) - 1;
        private static readonly int[] s_roots10 = Roots();

        private readonly int[] _header = new int[64];
        private readonly short[] _offset = new short[Height * Width];
        private readonly ushort[] _sensitivity = new ushort[Height * Width];

        // Pixels with an equal code change equally with the ambient temperature and the supply: bit 5 is the parity of the row, bits 3
        // and 4 are the column modulo 4, bits 0 to 2 are the pixel's own part of Kta.
        private readonly byte[] _code = new byte[Height * Width];
        private readonly long[] _factor = new long[64];
        private readonly long[] _base = new long[8];

        // Kelvins of each node in the present page, with 10 binary places; 0 is not known yet.
        private readonly int[] _kelvins10 = new int[FineNodes + CoarseNodes];
        private readonly int[] _bad = new int[MaxBadPixels];
        private readonly int[] _ksTo = new int[4];
        private readonly int[] _from10 = new int[4];
        private readonly long[] _correction20 = new long[4];
        private readonly int _emissivity;
        private int _badPixels, _ksToScale;
        private long _gain, _reflected;

        /// <summary>Creates an empty calibration; <see cref="Take"/> fills it.</summary>
        /// <param name="emissivity">Emissivity of what is seen, in percent, 10 to 100; 95 suits skin, wood and paint.</param>
        /// <exception cref="ArgumentException">The emissivity is outside its range.</exception>
        public Mlx90640Calibration(int emissivity)
        {
            if (emissivity < 10 || emissivity > 100) throw new ArgumentException("emissivity: " + emissivity.ToString()
                + " % is not in 10..100");
            _emissivity = emissivity;
        }

        /// <summary>Whether the maker calibrated the sensor in the chess pattern, the one it is most exact in.</summary>
        public bool IsChess => (_header[10] & 0x0800) == 0;

        /// <summary>Ambient temperature of the page that began last, in hundredths of a degree Celsius.</summary>
        public int Ambient { get; private set; }

        /// <summary>Takes the EEPROM, line by line.</summary>
        /// <param name="line">Number of the line, from 0 to 25, in this order.</param>
        /// <param name="words">The 32 words of the line, high byte first.</param>
        /// <returns>False if the EEPROM of no sensor can hold this, e.g. because the bus was disturbed.</returns>
        public bool Take(int line, byte[] words)
        {
            if (line < 2)
            {
                for (int i = 0; i < Width; i++) _header[Width * line + i] = Unsigned(words, i);
                return line == 0 || TakeHeader();
            }
            int row = line - 2;
            int offsetBase = Signed16(_header[17]) + (Nibble(18, row) << (_header[16] >> 8 & 15));
            int sensitivityBase = _header[33] + (Nibble(34, row) << (_header[32] >> 8 & 15));
            // The part of the compensation pixels, TGC * (alpha_CP0 + alpha_CP1) / 2, in the scale of the other pixels.
            int compensation = Signed8(_header[60]) * Signed(_header[57] & 1023, 10) * (256 + Signed(_header[57] >> 10, 6)) / 1024;
            for (int column = 0; column < Width; column++)
            {
                int pixel = Width * row + column, word = Unsigned(words, column);
                int offset = offsetBase + (Nibble(24, column) << (_header[16] >> 4 & 15)) + (Signed(word >> 10, 6) << (_header[16] & 15));
                int sensitivity = sensitivityBase + (Nibble(40, column) << (_header[32] >> 4 & 15))
                    + (Signed(word >> 4 & 63, 6) << (_header[32] & 15)) - compensation;
                bool isBad = word == 0 || (word & 1) != 0;
                if (isBad)
                {
                    if (_badPixels == MaxBadPixels) return false;
                    _bad[_badPixels++] = pixel;
                }
                if (offset != (short)offset || sensitivity < 1 || sensitivity > ushort.MaxValue)
                {
                    if (!isBad) return false;
                    offset = 0;
                    sensitivity = ushort.MaxValue;
                }
                _offset[pixel] = (short)offset;
                _sensitivity[pixel] = (ushort)sensitivity;
                _code[pixel] = (byte)((row & 1) << 5 | (column & 3) << 3 | word >> 1 & 7);
            }
            return true;
        }

        /// <summary>Begins a page with what was measured beside its pixels.</summary>
        /// <param name="auxiliary">The 64 words from address 0x0700 on, high byte first.</param>
        /// <param name="control">The control register.</param>
        /// <param name="page">0 or 1.</param>
        /// <param name="areRadiances">
        /// Whether to leave the roots out: the result is then the radiance against that of the sensor, in units of 2^22 K^4, which is
        /// enough for a network and costs less.
        /// </param>
        /// <returns>False if the words are damaged or those of no sensor in its legal conditions.</returns>
        public bool Begin(byte[] auxiliary, int control, int page, bool areRadiances)
        {
            int vbe = Unsigned(auxiliary, 0), gain = Unsigned(auxiliary, 10), ptat = Unsigned(auxiliary, 32);
            int supply = Unsigned(auxiliary, 42);
            int compensation = Unsigned(auxiliary, page == 0 ? 8 : 40);
            if (vbe == 0x7FFF || gain == 0x7FFF || ptat == 0x7FFF || supply == 0x7FFF || compensation == 0x7FFF) return false;
            if (gain == 0 || gain > 0x7FFF || ptat == 0 || ptat > 0x7FFF) return false;

            // dV: the supply less 3.3 V.
            int supplyAt25 = ((_header[51] & 255) - 256 << 5) - 8192;
            long volts16 = (((long)Signed16(supply) << 16 << (_header[56] >> 12 & 3) >> (control >> 10 & 3)) - ((long)supplyAt25 << 16))
                / (32 * Signed8(_header[51] >> 8));
            // Ta - 25 degC.
            long sum = (long)ptat * ((_header[16] >> 12) + 32) + 4L * Signed16(vbe);
            if (sum <= 0) return false;
            long ratio12 = ((long)ptat << 32) / sum;
            long byVolts16 = 65536 + (Signed(_header[50] >> 10, 6) * volts16 >> 12);
            if (byVolts16 < 32768) return false;
            long warmth16 = ((ratio12 << 16) / byVolts16 - ((long)Signed16(_header[49]) << 12)) * 128 / Signed(_header[50] & 1023, 10);
            long gain20 = ((long)Signed16(_header[48]) << 20) / gain;
            if (warmth16 < -75L << 16 || warmth16 > 100L << 16 || gain20 < One20 / 8 || gain20 > One20 * 8) return false;
            Ambient = (int)(warmth16 * 100 >> 16) + 2500;

            // All of a page is divided by the emissivity and by 1 + KsTa * (Ta - 25). Words 32 and 33 give alpha in units of 2^-(30 + n),
            // of which these sums have 20.
            int shift = (_header[32] >> 12) + 10 - (areRadiances ? 22 : 0);
            long scale20 = (One20 * 100 / _emissivity << 20) / (One20 + (Signed8(_header[60] >> 8) * warmth16 >> 9));
            int ktaScale = (_header[56] >> 4 & 15) + 8, kvScale = _header[56] >> 8 & 15;
            long cp20 = Compensation20(compensation, gain20, page, control, ktaScale, kvScale, warmth16, volts16);
            for (int i = 0; i < 8; i++) _base[i] = Shifted((ChessCorrection20(i, control) - cp20) * scale20 >> 20, shift);
            for (int code = 0; code < 64; code++)
            {
                int split = code >> 4 & 2 | code >> 3 & 1;
                // Kta of row and column parity: words 54 and 55; Kv of the same: the nibbles of word 52.
                int kta = Signed8(_header[54 + (split & 1)] >> (split < 2 ? 8 : 0)) + (Signed(code & 7, 3) << (_header[56] & 15));
                int kv = Signed(_header[52] >> (split == 0 ? 12 : split == 1 ? 4 : split == 2 ? 8 : 0) & 15, 4);
                long factor20 = Changed20(kta, ktaScale, warmth16) * Changed20(kv, kvScale, volts16) >> 20;
                _factor[code] = Shifted(factor20 * scale20 >> 20, shift);
            }
            _gain = Shifted(gain20 * scale20 >> 20, shift);
            // The surroundings that an object reflects are 8 degC colder than the sensor, which its own current warms.
            long ambient4 = FourthPower(warmth16 + 19539558), surroundings4 = FourthPower(warmth16 + 19539558 - (8 << 16));
            _reflected = surroundings4 - (surroundings4 - ambient4) * 100 / _emissivity;
            Array.Clear(_kelvins10, 0, _kelvins10.Length);
            return true;
        }

        /// <summary>Converts the pixels of one row that belong to the page.</summary>
        /// <param name="words">The row's 32 words as measured, high byte first.</param>
        /// <param name="row">Number of the row.</param>
        /// <param name="first">First column that belongs to the page.</param>
        /// <param name="step">Distance of the next: 2 in the chess pattern, 1 in rows.</param>
        /// <param name="areRadiances">As the page began.</param>
        /// <param name="frame">Receives hundredths of a degree Celsius, or radiances; row-major.</param>
        public void Convert(byte[] words, int row, int first, int step, bool areRadiances, short[] frame)
        {
            long gain = _gain;
            long[] factor = _factor, bases = _base;
            byte[] codes = _code;
            short[] offset = _offset;
            ushort[] sensitivity = _sensitivity;
            int pixel = Width * row + first;
            for (int at = 2 * first; at < 2 * Width; at += 2 * step, pixel += step)
            {
                int code = codes[pixel];
                long radiance = ((short)(words[at] << 8 | words[at + 1]) * gain - offset[pixel] * factor[code] + bases[code >> 3])
                    / sensitivity[pixel];
                if (!areRadiances) frame[pixel] = Temperature(radiance);
                else if (radiance < MinimumRadiance) frame[pixel] = MinimumRadiance;
                else frame[pixel] = radiance > MaximumRadiance ? MaximumRadiance : (short)radiance;
            }
        }

        /// <summary>Fills the pixels that the maker marked as bad from their neighbors of the same page.</summary>
        /// <param name="page">The page that was converted.</param>
        /// <param name="isChess">Whether the neighbors are those on the diagonals, not those in the row.</param>
        /// <param name="frame">The frame, row-major.</param>
        public void FillBad(int page, bool isChess, short[] frame)
        {
            for (int i = 0; i < _badPixels; i++)
            {
                int pixel = _bad[i], row = pixel / Width, column = pixel % Width;
                if (((isChess ? row + column : row) & 1) != page) continue;
                int sum = 0, count = 0;
                for (int up = isChess ? -1 : 0; up <= (isChess ? 1 : 0); up += 2)
                {
                    for (int right = -1; right <= 1; right += 2)
                    {
                        int y = row + up, x = column + right;
                        if (y < 0 || y >= Height || x < 0 || x >= Width || IsBad(Width * y + x)) continue;
                        sum += frame[Width * y + x];
                        count++;
                    }
                }
                if (count > 0) frame[pixel] = (short)(sum / count);
            }
        }

        private bool IsBad(int pixel)
        {
            for (int i = 0; i < _badPixels; i++)
            {
                if (_bad[i] == pixel) return true;
            }
            return false;
        }

        private bool TakeHeader()
        {
            _badPixels = 0;
            if (Signed8(_header[51] >> 8) == 0 || Signed(_header[50] & 1023, 10) == 0 || Signed16(_header[48]) <= 0) return false;
            _ksToScale = (_header[63] & 15) + 8;
            int step = (_header[63] >> 12 & 3) * 10;
            int second = (_header[63] >> 4 & 15) * step, third = second + (_header[63] >> 8 & 15) * step;
            for (int i = 0; i < 4; i++) _ksTo[i] = Signed8(_header[61 + i / 2] >> 8 * (i & 1));
            _from10[0] = -40 << 10;
            _from10[1] = 0;
            _from10[2] = second << 10;
            _from10[3] = third << 10;
            _correction20[0] = (One20 << 20) / Changed20(0, 40 << 10);
            _correction20[1] = One20;
            _correction20[2] = Changed20(1, second << 10);
            _correction20[3] = _correction20[2] * Changed20(2, third - second << 10) >> 20;
            for (int i = 0; i < 4; i++)
            {
                if (_correction20[i] < One20 / 8 || _correction20[i] > One20 * 8) return false;
            }
            return true;
        }

        // The compensation pixels, which see no object, less their offset; times TGC.
        private long Compensation20(int measured, long gain20, int page, int control, int ktaScale, int kvScale, long warmth16,
            long volts16)
        {
            int offset = Signed(_header[58] & 1023, 10) + (page == 0 ? 0 : Signed(_header[58] >> 10, 6));
            long offset4 = offset << 4;
            if (page == 1 && !IsCalibratedPattern(control)) offset4 += Signed(_header[53] & 63, 6);
            long factor20 = Changed20(Signed8(_header[59]), ktaScale, warmth16)
                * Changed20(Signed8(_header[59] >> 8), kvScale, volts16) >> 20;
            return (Signed16(measured) * gain20 - (offset4 * factor20 >> 4)) * Signed8(_header[60]) >> 5;
        }

        // What is added in the pattern that the sensor was not calibrated in, by parity of the row and column modulo 4.
        private long ChessCorrection20(int place, int control)
        {
            if (IsCalibratedPattern(control)) return 0;
            int parity = place >> 2, column = place & 3;
            int conversion = (column == 1 ? -1 : column == 3 ? 1 : 0) * (1 - 2 * parity);
            return ((long)Signed(_header[53] >> 11, 5) << 17) * (2 * parity - 1)
                - ((long)Signed(_header[53] >> 6 & 31, 5) << 19) * conversion;
        }

        private bool IsCalibratedPattern(int control) => (control & 0x1000) != 0 == IsChess;

        private short Temperature(long radiance)
        {
            int result = (Interpolate(_kelvins10, radiance + _reflected) - Celsius10) * 100 >> 10;
            return (short)(result < Minimum ? Minimum : result > Maximum ? Maximum : result);
        }

        private int Kelvin10(long radiance)
        {
            // The sensitivity changes with the object's temperature, so the first two results are only used to find it.
            long factor20 = Changed20(1, Interpolate(s_roots10, radiance + _reflected) - Celsius10);
            int celsius10 = Interpolate(s_roots10, (radiance << 20) / factor20 + _reflected) - Celsius10;
            int range = celsius10 < 0 ? 0 : celsius10 < _from10[2] ? 1 : celsius10 < _from10[3] ? 2 : 3;
            factor20 = _correction20[range] * Changed20(range, celsius10 - _from10[range]) >> 20;
            return Interpolate(s_roots10, (radiance << 20) / factor20 + _reflected);
        }

        // Of a page, only the nodes that its pixels need are computed: a table costs less than roots for each pixel.
        private int Interpolate(int[] table, long power)
        {
            int node, part, shift;
            if (power < FineEnd)
            {
                if (power < MinRadiance) power = MinRadiance;
                node = (int)(power >> FineShift) - FirstFine;
                part = (int)power & (1 << FineShift) - 1;
                shift = FineShift;
            }
            else
            {
                if (power > MaxRadiance) power = MaxRadiance;
                node = (int)(power >> CoarseShift) - FirstCoarse + FineNodes;
                part = (int)power & int.MaxValue;
                shift = CoarseShift;
            }
            int low = table[node], high = table[node + 1];
            if (low == 0) low = table[node] = Kelvin10(PowerOf(node) - _reflected);
            if (high == 0) high = table[node + 1] = Kelvin10(PowerOf(node + 1) - _reflected);
            return low + (int)((long)(high - low) * part >> shift);
        }

        private static long PowerOf(int node) => node < FineNodes ? (long)(FirstFine + node) << FineShift
            : (long)(FirstCoarse + node - FineNodes) << CoarseShift;

        // 1 + KsTo * degrees, at least an eighth, for the factor divides.
        private long Changed20(int range, long degrees10)
        {
            long factor20 = One20 + (_ksTo[range] * degrees10 << 10 >> _ksToScale);
            return factor20 < One20 / 8 ? One20 / 8 : factor20;
        }

        // 1 + coefficient * change, with a coefficient in units of 2^-scale.
        private static long Changed20(int coefficient, int scale, long change16) => One20 + (coefficient * change16 << 4 >> scale);

        private static int[] Roots()
        {
            int[] roots = new int[FineNodes + CoarseNodes];
            for (int i = 0; i < roots.Length; i++) roots[i] = FourthRoot10(PowerOf(i));
            return roots;
        }

        private static int FourthRoot10(long power) => (int)SquareRoot(SquareRoot(power << 24) << 8);

        private static long SquareRoot(long square)
        {
            long root = 0;
            for (long bit = 1L << 31; bit > 0; bit >>= 1)
            {
                if ((root | bit) * (root | bit) <= square) root |= bit;
            }
            return root;
        }

        private static long FourthPower(long kelvin16)
        {
            long square8 = (kelvin16 >> 8) * (kelvin16 >> 8) >> 8;
            return square8 * square8 >> 16;
        }

        private static long Shifted(long value, int places) => places < 0 ? value >> -places : value << places;

        private int Nibble(int word, int index) => Signed(_header[word + index / 4] >> 4 * (index & 3) & 15, 4);

        private static int Unsigned(byte[] words, int index) => words[2 * index] << 8 | words[2 * index + 1];

        private static int Signed16(int word) => (short)word;

        private static int Signed8(int word) => (sbyte)word;

        private static int Signed(int value, int bits) => value >= 1 << bits - 1 ? value - (1 << bits) : value;
    }
}
