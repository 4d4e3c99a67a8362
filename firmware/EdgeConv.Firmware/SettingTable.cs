namespace EdgeConv.Firmware
{
    /// <summary>
    /// All settings of the firmware: their keys, what each has by default, what is legal, and whether it waits for a restart. A fork with
    /// defaults of its own changes the second column.
    /// </summary>
    internal static class SettingTable
    {
        /// <summary>Number of settings.</summary>
        public const int Count = 25;

        /// <summary>
        /// A setting: the key, the default, what is legal (words with commas between them, or a range of whole numbers; "auto" is legal
        /// where it is the default; "text" is checked where it is used; a "secret" and a "key", of 64 digits, cannot be read over the
        /// link), and "now" or "restart". Text within code, not an array, which would take RAM for good.
        /// </summary>
        /// <param name="index">0 to <see cref="Count"/> - 1; the order in which they are listed.</param>
        public static string Row(int index)
        {
            switch (index)
            {
                // The board: by default the first one with the chip that the image names. Pins are by default those of the board.
                case 0: return "board|auto|ESP32-DevKitC,ESP32-C3-DevKitM-1,ESP32-CAM,ESP32-S3-DevKitC-1,M5StickC,XIAO ESP32C3|restart";
                case 1: return "i2c.sda|auto|0..48|restart";
                case 2: return "i2c.scl|auto|0..48|restart";
                // Which frames the board acts on: those of a sensor, of the link, or ten built-in digits.
                case 3: return "frames|sensor|sensor,link,digits|restart";
                case 4: return "sensor|auto|amg88xx,mpu6050|restart";
                // By default the model of a slot that was confirmed last, else the built-in one that suits the frames: see Loops. "confirm"
                // is no value but a command: the model of a slot that runs on trial is the one confirmed last.
                case 5: return "model|auto|a,b,builtin,digits,strokes,shake,confirm|restart";
                case 6: return "range|auto|text|restart";
                case 7: return "readout|auto|text|now";
                // An LED, a servo or a motor on a pin. By default an LED; the digits turn a servo.
                case 8: return "output1.kind|auto|led,servo,motor|restart";
                case 9: return "output1.pin|auto|0..48|restart";
                case 10: return "output1.hz|auto|10..77821|restart";
                case 11: return "output1.off|0|0,10000|restart";
                case 12: return "output1.map|auto|text|now";
                case 13: return "output1.safe|auto|0..10000|now";
                // Milliseconds. The output is at its safe duty when no good frame came for the deadline.
                case 14: return "deadline|300|2..60000|now";
                case 15: return "period|100|1..10000|now";
                // Every Nth step of the loop goes out on the link; 0 is none.
                case 16: return "stream|0|0..1000|now";
                case 17: return "serial.tx|auto|0..48|restart";
                case 18: return "serial.rx|auto|0..48|restart";
                case 19: return "serial.baud|115200|9600..921600|restart";
                // The board listens on this TCP port, with Wi-Fi switched on; 0 is off. Nobody gets in without the key, 64 hexadecimal
                // digits. Nothing is encrypted.
                case 20: return "link.port|0|0..65535|restart";
                case 21: return "link.key||key|restart";
                case 22: return "wifi.ssid||text|restart";
                case 23: return "wifi.password||secret|restart";
                // Calibration measures how fast this board runs code, instead of running the loop; for a Release build.
                case 24: return "run|loop|loop,calibration|restart";
                default: throw new System.ArgumentException("index: " + index.ToString());
            }
        }
    }
}
