using System;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// Refuses pins that a board could not start with: those of the flash, and one pin for two things. Sources: the data sheets of ESP32,
    /// ESP32-S3 and ESP32-C3, "Pin definitions"; hardware/README.md has the rest of what a pin may be.
    /// </summary>
    internal static class PinCheck
    {
        /// <summary>Checks the pins of settings.</summary>
        /// <param name="settings">With or without pins of their own.</param>
        /// <param name="target">Name of the image, which has the chip's in it.</param>
        /// <exception cref="ArgumentException">A pin that cannot be; the message names the setting.</exception>
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
                // Without a sensor the pins of the bus are free: two boards have no others for the serial port.
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
