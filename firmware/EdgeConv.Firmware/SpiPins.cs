using System;
using nanoFramework.Hardware.Esp32;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// The pins of a camera on SPI: those of the settings, or else those of the board. docs/link.md has the same table; a test compares
    /// both with each other and with the board files.
    /// </summary>
    internal sealed class SpiPins
    {
        /// <summary>Number of the SPI bus, for System.Device.Spi.</summary>
        public const int Bus = 1;

        // A board without four free pins.
        private const int None = -1;

        private SpiPins(int sck, int miso, int mosi, int cs)
        {
            Sck = sck;
            Miso = miso;
            Mosi = mosi;
            Cs = cs;
        }

        /// <summary>GPIO of the clock.</summary>
        public int Sck { get; }

        /// <summary>GPIO on which the board receives.</summary>
        public int Miso { get; }

        /// <summary>GPIO on which the board sends.</summary>
        public int Mosi { get; }

        /// <summary>GPIO that selects the camera.</summary>
        public int Cs { get; }

        /// <summary>Returns the pins.</summary>
        /// <exception cref="ArgumentException">The board has no pins for a camera, and the settings name none.</exception>
        public static SpiPins Of(Settings settings, Board board)
        {
            SpiPins own = OfBoard(board);
            SpiPins pins = new SpiPins(settings.Number("spi.sck", own.Sck), settings.Number("spi.miso", own.Miso),
                settings.Number("spi.mosi", own.Mosi), settings.Number("spi.cs", own.Cs));
            if (pins.Sck == None || pins.Miso == None || pins.Mosi == None || pins.Cs == None)
                throw new ArgumentException("spi.sck: an " + board.Name + " has no free pins for a camera; take another board or sensor");
            return pins;
        }

        /// <summary>Connects the bus to its pins. Call this before the camera is opened.</summary>
        public void Connect()
        {
            Configuration.SetPinFunction(Sck, DeviceFunction.SPI1_CLOCK);
            Configuration.SetPinFunction(Miso, DeviceFunction.SPI1_MISO);
            Configuration.SetPinFunction(Mosi, DeviceFunction.SPI1_MOSI);
        }

        // With a camera, a XIAO has no pins left for the serial port.
        private static SpiPins OfBoard(Board board)
        {
            if (board == Board.Esp32DevKitC) return new SpiPins(sck: 22, miso: 19, mosi: 23, cs: 21);
            if (board == Board.Esp32S3DevKitC1) return new SpiPins(sck: 12, miso: 13, mosi: 11, cs: 10);
            if (board == Board.Esp32C3DevKitM1) return new SpiPins(sck: 6, miso: 7, mosi: 3, cs: 1);
            if (board == Board.XiaoEsp32C3) return new SpiPins(sck: 6, miso: 7, mosi: 5, cs: 4);
            return new SpiPins(None, None, None, None);
        }
    }
}
