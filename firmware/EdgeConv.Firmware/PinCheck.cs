using System;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// Refuses pins with which a board could not start: those of the flash, and a pin that has two uses. Sources: the data sheets of ESP32,
    /// ESP32-S3 and ESP32-C3, "Pin definitions"; hardware/README.md describes the other restrictions.
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
            string[] keys = { "output1.pin", "i2c.sda", "i2c.scl", "serial.tx", "serial.rx" };
            int[] byDefault = { board.PwmPin, board.SdaPin, board.SclPin, serial.TxPin, serial.RxPin };
            for (int i = 0; i < keys.Length; i++)
            {
                int pin = settings.Number(keys[i], byDefault[i]);
                if (IsOfFlash(pin, target)) throw new ArgumentException(keys[i] + ": GPIO " + pin.ToString() + " serves the chip's flash");
                // Without a sensor the pins of the bus are free. Two boards have no other pins for the serial port.
                bool isFree = (i == 1 || i == 2) && settings.Get("frames") != "sensor";
                for (int other = 0; other < i && !isFree; other++)
                    if (settings.Number(keys[other], byDefault[other]) == pin && (other == 0 || other > 2
                        || settings.Get("frames") == "sensor"))
                        throw new ArgumentException(keys[i] + ": GPIO " + pin.ToString() + " is that of " + keys[other]
                            + (other > 0 ? "; with frames=link the bus is not used" : ""));
            }
        }

        private static bool IsOfFlash(int pin, string target)
        {
            if (Parser.StartsWith(target, 0, "ESP32_S3")) return pin >= 26 && pin <= 32;
            if (Parser.StartsWith(target, 0, "ESP32_C3")) return pin >= 11 && pin <= 17;
            return pin >= 6 && pin <= 11;
        }
    }
}
