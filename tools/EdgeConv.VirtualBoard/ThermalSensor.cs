using System;

namespace EdgeConv.Firmware.Fakes
{
    /// <summary>
    /// An MLX90640 that measures halves of a frame at the rate it is set to. Its calibration is a plain one: all pixels are alike and none
    /// depends on the ambient temperature, so that the maker's formulas can be solved for what a pixel measures.
    /// </summary>
    internal sealed class ThermalSensor : FakeI2cDevice
    {
        private const int Pixels = 24 * 32, Beside = Pixels, PixelEeprom = 64;
        private const int Sensitivity = 12000, SensitivityBits = 37, Gain = 6000, PtatAt25 = 12200, PtatPerDegree = 42;
        private const double Zero = 273.15, Emissivity = 0.95;

        private readonly FakeMlx90640 _sensor = new FakeMlx90640(Calibration());
        private readonly Func<long> _now;
        private readonly Func<long, short[]> _look;
        private long _pages;

        /// <summary>Creates the sensor.</summary>
        /// <param name="now">Returns the time in microseconds since the start.</param>
        /// <param name="look">Returns the temperatures at a time in hundredths of a degree; null while the sensor is unplugged.</param>
        public ThermalSensor(Func<long> now, Func<long, short[]> look)
        {
            _now = now;
            _look = look;
        }

        /// <inheritdoc/>
        public override bool IsConnected
        {
            get
            {
                if (_look(_now()) != null) return true;
                // A sensor without power loses its registers.
                _sensor.LosePower();
                return false;
            }
        }

        /// <inheritdoc/>
        public override bool Write(SpanByte data) => _sensor.Write(data);

        /// <inheritdoc/>
        public override bool Read(SpanByte address, SpanByte answer)
        {
            // A page stays until it was read.
            if ((_sensor.Status & 8) == 0) Measure();
            return _sensor.Read(address, answer);
        }

        // Bits 7 to 9 of the control register: 0 is a page in two seconds, and each step doubles the rate.
        private void Measure()
        {
            long now = _now(), pages = (now << (_sensor.Control >> 7 & 7)) / 2000000;
            short[] frame = _look(now);
            if (pages == _pages || frame == null) return;
            _pages = pages;
            ushort[] words = _sensor.Words;
            int vbe = 19442, ptat = 1441;
            double ambient = (ptat * 262144.0 / (ptat * 8 + vbe) - PtatAt25) / PtatPerDegree + 25 + Zero;
            words[Beside] = (ushort)vbe;
            words[Beside + 10] = Gain;
            words[Beside + 32] = (ushort)ptat;
            // 3.3 V.
            words[Beside + 42] = unchecked((ushort)((0x68 - 256) * 32 - 8192));
            double surroundings = Math.Pow(ambient - 8, 4);
            double reflected = surroundings - (surroundings - Math.Pow(ambient, 4)) / Emissivity;
            for (int i = 0; i < Pixels; i++)
            {
                double radiance = Math.Pow(frame[i] / 100.0 + Zero, 4) - reflected;
                double word = radiance * Sensitivity * Emissivity / (1L << SensitivityBits);
                words[i] = unchecked((ushort)(short)Math.Round(Math.Max(-32000, Math.Min(32000, word))));
            }
            _sensor.Measure((int)(pages & 1));
        }

        // The numbers of the words are those of the data sheet; all others are 0.
        private static ushort[] Calibration()
        {
            ushort[] eeprom = new ushort[PixelEeprom + Pixels];
            // Each pixel adds 1 to the sensitivity: a word of 0 would be a bad pixel.
            for (int i = 0; i < Pixels; i++) eeprom[PixelEeprom + i] = 0x0010;
            eeprom[32] = (SensitivityBits - 30) << 12;
            eeprom[33] = Sensitivity - 1;
            eeprom[48] = Gain;
            eeprom[49] = PtatAt25;
            eeprom[50] = PtatPerDegree * 8;
            eeprom[51] = 0x9D68;
            eeprom[56] = 0x2000;
            return eeprom;
        }
    }
}
