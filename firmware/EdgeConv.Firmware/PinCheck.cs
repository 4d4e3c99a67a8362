using System;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// Refuses pins with which a board could not start: those of the flash, a pin that has two uses, and an output on a pin that is an
    /// input only. Sources: the data sheets of ESP32, ESP32-S3 and ESP32-C3, "Pin definitions"; hardware/README.md describes the other
    /// restrictions.
    /// </summary>
    internal static class PinCheck
    {
        /// <summary>Checks the pins of settings.</summary>
        /// <param name="settings">The settings; they may name pins or use those of the board.</param>
        /// <param name="target">Name of the nanoFramework image, which contains the name of the chip.</param>
        /// <exception cref="ArgumentException">A pin is not allowed; the message names the setting.</exception>
        public static void Check(Settings settings, string target)
        {
            Board board = Board.Of(settings.Get("board"), target);
            SerialPins serial = SerialPins.Of(board);
            string[] keys = { "output1.pin", "i2c.sda", "i2c.scl", "serial.tx", "serial.rx", "output2.pin" };
            int[] byDefault = { board.PwmPin, board.SdaPin, board.SclPin, serial.TxPin, serial.RxPin, board.SecondPwmPin };
            // Without a sensor the pins of the bus are free. Two boards have no other pins for the serial port.
            bool isBusUsed = settings.Get("frames") == "sensor";
#if !EDGECONV_NO_SENSORS
            if (isBusUsed && settings.Get("sensor") == "arducam-mega")
            {
                SpiPins spi = SpiPins.Of(settings, board);
                keys = new string[] { "output1.pin", "spi.sck", "spi.miso", "spi.mosi", "spi.cs", "serial.tx", "serial.rx",
                    "output2.pin" };
                byDefault = new int[] { board.PwmPin, spi.Sck, spi.Miso, spi.Mosi, spi.Cs, serial.TxPin, serial.RxPin,
                    board.SecondPwmPin };
            }
#endif
            int second = keys.Length - 1, firstSerial = keys.Length - 3;
            for (int i = 0; i < keys.Length; i++)
            {
                if (i == second && !Loops.HasSecond(settings)) continue;
                int pin = settings.Number(keys[i], byDefault[i]);
                if (pin == Board.None)
                    throw new ArgumentException(keys[i] + ": an " + board.Name + " has no free pin for a second output; set one");
                if ((i == 0 || i == second) && IsInputOnly(pin, target))
                    throw new ArgumentException(keys[i] + ": GPIO " + pin.ToString() + " is an input only");
                if (IsOfFlash(pin, target)) throw new ArgumentException(keys[i] + ": GPIO " + pin.ToString() + " serves the chip's flash");
                if (IsOfBus(i, firstSerial) && !isBusUsed) continue;
                for (int other = 0; other < i; other++)
                    if (settings.Number(keys[other], byDefault[other]) == pin && (isBusUsed || !IsOfBus(other, firstSerial)))
                        throw new ArgumentException(keys[i] + ": GPIO " + pin.ToString() + " is that of " + keys[other]
                            + (IsOfBus(other, firstSerial) ? "; with frames=link the bus is not used" : ""));
            }
        }

        private static bool IsOfBus(int index, int firstSerial) => index > 0 && index < firstSerial;

        private static bool IsInputOnly(int pin, string target) => pin >= 34 && pin <= 39 && !Parser.StartsWith(target, 0, "ESP32_S")
            && !Parser.StartsWith(target, 0, "ESP32_C");

        private static bool IsOfFlash(int pin, string target)
        {
            if (Parser.StartsWith(target, 0, "ESP32_S3")) return pin >= 26 && pin <= 32;
            if (Parser.StartsWith(target, 0, "ESP32_C3")) return pin >= 11 && pin <= 17;
            return pin >= 6 && pin <= 11;
        }
    }
}
