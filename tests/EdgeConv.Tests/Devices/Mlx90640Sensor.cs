namespace EdgeConv.Tests.Devices;

/// <summary>
/// An MLX90640 as its data sheet describes it, in double precision: a random calibration, and both directions between temperatures and
/// measured words. Written from the formulas of the data sheet, and independent of the driver.
/// </summary>
internal sealed class Mlx90640Sensor
{
    private const double Emissivity = 0.95;
    private readonly Random _random;

    /// <summary>Makes a sensor with a plausible calibration.</summary>
    public Mlx90640Sensor(int seed)
    {
        _random = new Random(seed);
        Eeprom[10] = (ushort)(_random.Next(2) * 0x800);
        Eeprom[16] = (ushort)(_random.Next(3, 6) << 12 | _random.Next(1, 4) << 8 | _random.Next(1, 3) << 4 | _random.Next(0, 2));
        Eeprom[17] = (ushort)_random.Next(-120, -20);
        Eeprom[32] = (ushort)(7 << 12 | _random.Next(7, 10) << 8 | _random.Next(7, 10) << 4 | _random.Next(5, 7));
        Eeprom[33] = (ushort)_random.Next(11000, 16000);
        foreach (int word in (int[])[.. Enumerable.Range(18, 14), .. Enumerable.Range(34, 14), 53])
            Eeprom[word] = (ushort)_random.Next(65536);
        Eeprom[48] = (ushort)_random.Next(5000, 7000);
        Eeprom[49] = (ushort)_random.Next(11800, 12600);
        ushort[] rest = [0x5952, 0x9D68, 0x5454];
        rest.CopyTo(Eeprom, 50);
        rest = [0x6956, 0x5354, 0x2363, 0xE446, 0xFBB5, 0x044B, (ushort)(0xF000 | _random.Next(64)), 0x9797, 0x9797, 0x2889];
        rest.CopyTo(Eeprom, 54);
        for (int i = 64; i < Eeprom.Length; i++) Eeprom[i] = (ushort)(_random.Next(1, 32768) << 1);
    }

    /// <summary>The calibration.</summary>
    public ushort[] Eeprom { get; } = new ushort[832];

    /// <summary>Whether the maker calibrated it in the chess pattern.</summary>
    public bool IsChess => (Eeprom[10] & 0x800) == 0;

    /// <summary>Bytes of words, high byte first.</summary>
    public static byte[] Bytes(ushort[] words, int first, int count) =>
        [.. words.Skip(first).Take(count).SelectMany(word => (byte[])[(byte)(word >> 8), (byte)word])];

    /// <summary>Whether a pixel belongs to a page.</summary>
    public static bool IsOf(int page, bool isChess, int row, int column) => ((isChess ? row + column : row) & 1) == page;

    /// <summary>Fills the words beside the pixels for an ambient temperature, with random deviations of gain and supply.</summary>
    public void SetAmbient(ushort[] words, int control, double ambient)
    {
        words[768] = 19442;
        words[776] = (ushort)_random.Next(-80, -30);
        words[778] = (ushort)(Eeprom[48] * (0.97 + _random.NextDouble() * 0.06));
        words[808] = (ushort)_random.Next(-80, -30);
        words[810] = (ushort)(-13115 + _random.Next(-300, 300));
        for (words[800] = 1300; words[800] < 2200 && Ambient(words, control) < ambient; words[800]++) { }
    }

    /// <summary>Fills the word of a pixel so that it shows a temperature, and returns the one that it shows.</summary>
    public double SetPixel(ushort[] words, int control, int page, int pixel, double temperature)
    {
        int low = -32000, high = 32000;
        while (low < high)
        {
            int middle = low + (high - low >> 1);
            words[pixel] = (ushort)middle;
            // Far below the ambient temperature there is no root.
            if (Temperature(words, control, page, pixel) is double shown && shown >= temperature) high = middle;
            else low = middle + 1;
        }
        words[pixel] = (ushort)low;
        return Temperature(words, control, page, pixel);
    }

    /// <summary>The ambient temperature that words show.</summary>
    public double Ambient(ushort[] words, int control)
    {
        double volts = Volts(words, control);
        double alphaPtat = (Eeprom[16] >> 12) / 4.0 + 8, kvPtat = Signed(Eeprom[50] >> 10, 6) / 4096.0;
        double ktPtat = Signed(Eeprom[50], 10) / 8.0;
        double ptat = (short)words[800] / ((short)words[800] * alphaPtat + (short)words[768]) * (1 << 18);
        return (ptat / (1 + kvPtat * (volts - 3.3)) - (short)Eeprom[49]) / ktPtat + 25;
    }

    /// <summary>The temperature that a pixel shows, or NaN.</summary>
    public double Temperature(ushort[] words, int control, int page, int pixel)
    {
        int row = pixel / 32, column = pixel % 32, split = row % 2 * 2 + column % 2;
        double volts = Volts(words, control) - 3.3, warmth = Ambient(words, control) - 25;
        double gain = (double)(short)Eeprom[48] / (short)words[778];
        double ktaScale = Math.Pow(2, Nibble(56, 1) + 8), kvScale = Math.Pow(2, Nibble(56, 2));
        double Factor(double kta, double kv) => (1 + kta / ktaScale * warmth) * (1 + kv / kvScale * volts);

        double offset = (short)Eeprom[17] + Signed(Nibble(18 + row / 4, row % 4), 4) * Math.Pow(2, Nibble(16, 2))
            + Signed(Nibble(24 + column / 4, column % 4), 4) * Math.Pow(2, Nibble(16, 1))
            + Signed(Eeprom[64 + pixel] >> 10, 6) * Math.Pow(2, Nibble(16, 0));
        int[] ktaOf = [Eeprom[54] >> 8, Eeprom[55] >> 8, Eeprom[54], Eeprom[55]];
        int[] kvOf = [Nibble(52, 3), Nibble(52, 1), Nibble(52, 2), Nibble(52, 0)];
        double kta = Signed(ktaOf[split], 8) + Signed(Eeprom[64 + pixel] >> 1, 3) * Math.Pow(2, Nibble(56, 0));
        double infrared = (short)words[pixel] * gain - offset * Factor(kta, Signed(kvOf[split], 4));
        double compensationOffset = Signed(Eeprom[58], 10) + (page == 0 ? 0 : Signed(Eeprom[58] >> 10, 6));
        if ((control & 0x1000) != 0 != IsChess)
        {
            int conversion = ((pixel + 2) / 4 - (pixel + 3) / 4 + (pixel + 1) / 4 - pixel / 4) * (1 - 2 * (row % 2));
            infrared += Signed(Eeprom[53] >> 11, 5) / 8.0 * (2 * (row % 2) - 1) - Signed(Eeprom[53] >> 6, 5) / 2.0 * conversion;
            if (page == 1) compensationOffset += Signed(Eeprom[53], 6) / 16.0;
        }
        double tgc = Signed(Eeprom[60], 8) / 32.0;
        infrared -= tgc * ((short)words[page == 0 ? 776 : 808] * gain
            - compensationOffset * Factor(Signed(Eeprom[59], 8), Signed(Eeprom[59] >> 8, 8)));
        infrared /= Emissivity;

        double alpha = (Eeprom[33] + Signed(Nibble(34 + row / 4, row % 4), 4) * Math.Pow(2, Nibble(32, 2))
            + Signed(Nibble(40 + column / 4, column % 4), 4) * Math.Pow(2, Nibble(32, 1))
            + Signed(Eeprom[64 + pixel] >> 4, 6) * Math.Pow(2, Nibble(32, 0))) / Math.Pow(2, Nibble(32, 3) + 30);
        double compensationAlpha = Signed(Eeprom[57], 10) / Math.Pow(2, Nibble(32, 3) + 27);
        alpha -= tgc * (compensationAlpha + compensationAlpha * (1 + Signed(Eeprom[57] >> 10, 6) / 128.0)) / 2;
        alpha *= 1 + Signed(Eeprom[60] >> 8, 8) / 8192.0 * warmth;

        double scale = Math.Pow(2, Nibble(63, 0) + 8), step = (Eeprom[63] >> 12 & 3) * 10;
        double[] ksTo = [.. ((int[])[Eeprom[61], Eeprom[61] >> 8, Eeprom[62], Eeprom[62] >> 8]).Select(value => Signed(value, 8) / scale)];
        double[] from = [-40, 0, Nibble(63, 1) * step, (Nibble(63, 1) + Nibble(63, 2)) * step];
        double second = 1 + ksTo[1] * from[2];
        double[] correction = [1 / (1 + ksTo[0] * 40), 1, second, second * (1 + ksTo[2] * (from[3] - from[2]))];

        double kelvin = warmth + 25 + 273.15;
        double surroundings = Math.Pow(kelvin - 8, 4), reflected = surroundings - (surroundings - Math.Pow(kelvin, 4)) / Emissivity;
        double sx = ksTo[1] * Math.Pow(alpha * alpha * alpha * (infrared + alpha * reflected), 0.25);
        double first = Math.Pow(infrared / (alpha * (1 - ksTo[1] * 273.15) + sx) + reflected, 0.25) - 273.15;
        int range = first < 0 ? 0 : first < from[2] ? 1 : first < from[3] ? 2 : 3;
        return Math.Pow(infrared / (alpha * correction[range] * (1 + ksTo[range] * (first - from[range]))) + reflected, 0.25) - 273.15;
    }

    private double Volts(ushort[] words, int control)
    {
        double resolution = Math.Pow(2, Eeprom[56] >> 12 & 3) / Math.Pow(2, control >> 10 & 3);
        return (resolution * (short)words[810] - (((Eeprom[51] & 255) - 256) * 32 - 8192)) / (32 * Signed(Eeprom[51] >> 8, 8)) + 3.3;
    }

    private int Nibble(int word, int index) => Eeprom[word] >> 4 * index & 15;

    private static int Signed(int value, int bits)
    {
        value &= (1 << bits) - 1;
        return value >= 1 << bits - 1 ? value - (1 << bits) : value;
    }
}
