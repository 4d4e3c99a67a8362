namespace EdgeConv.Firmware
{
    /// <summary>
    /// All settings of the firmware: key, default, legal values, and whether a change needs a restart. To change a default in a fork,
    /// change the second column.
    /// </summary>
    internal static class SettingTable
    {
        /// <summary>Number of settings.</summary>
        public const int Count = 25;

        /// <summary>
        /// Returns a setting in four columns: key, default, legal values, and "now" or "restart". Legal values are words separated by
        /// commas or a range of integers. "auto" is also legal if it is the default. "text" is checked where it is used. A "secret", and a
        /// "key" of
        /// 64 hexadecimal digits, cannot be read over the link. The table is code, because an array would take RAM.
        /// </summary>
        /// <param name="index">0 to <see cref="Count"/> - 1, in the order in which settings are listed.</param>
        public static string Row(int index)
        {
            switch (index)
            {
                // The board; the default is the first one with the chip of the image. The defaults of the pins are those of the board.
                case 0: return "board|auto|ESP32-DevKitC,ESP32-C3-DevKitM-1,ESP32-CAM,ESP32-S3-DevKitC-1,M5StickC,XIAO ESP32C3|restart";
                case 1: return "i2c.sda|auto|0..48|restart";
                case 2: return "i2c.scl|auto|0..48|restart";
                // The source of the frames: a sensor, the link, or ten built-in digits.
                case 3: return "frames|sensor|sensor,link,digits|restart";
                case 4: return "sensor|auto|amg88xx,mpu6050|restart";
                // The model. The default is the model of a slot that was confirmed last, else the built-in one that fits the frames
                // (Loops).
                // "confirm" is a command: it confirms the model of a slot that runs on trial.
                case 5: return "model|auto|a,b,builtin,digits,strokes,shake,confirm|restart";
                case 6: return "range|auto|text|restart";
                case 7: return "readout|auto|text|now";
                // The device on the pin of the output. The default is an LED, or a servo for the digits.
                case 8: return "output1.kind|auto|led,servo,motor|restart";
                case 9: return "output1.pin|auto|0..48|restart";
                case 10: return "output1.hz|auto|10..77821|restart";
                case 11: return "output1.off|0|0,10000|restart";
                case 12: return "output1.map|auto|text|now";
                case 13: return "output1.safe|auto|0..10000|now";
                // The deadline in milliseconds. The output goes to its safe duty if no good frame comes for this time.
                case 14: return "deadline|300|2..60000|now";
                case 15: return "period|100|1..10000|now";
                // N: every Nth step of the loop is sent over the link; 0 sends none.
                case 16: return "stream|0|0..1000|now";
                case 17: return "serial.tx|auto|0..48|restart";
                case 18: return "serial.rx|auto|0..48|restart";
                case 19: return "serial.baud|115200|9600..921600|restart";
                // With Wi-Fi switched on, the board listens on this TCP port; 0 is off. A computer needs the key, 64 hexadecimal digits.
                // The packets are not encrypted.
                case 20: return "link.port|0|0..65535|restart";
                case 21: return "link.key||key|restart";
                case 22: return "wifi.ssid||text|restart";
                case 23: return "wifi.password||secret|restart";
                // "calibration" measures the time per IL instruction instead of running the loop; use a Release build for it.
                case 24: return "run|loop|loop,calibration|restart";
                default: throw new System.ArgumentException("index: " + index.ToString());
            }
        }
    }
}
