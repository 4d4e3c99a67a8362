namespace EdgeConv.Firmware
{
    /// <summary>
    /// All settings of the firmware: key, default, legal values, and whether a change needs a restart. To change a default in a fork,
    /// change the second column.
    /// </summary>
    internal static class SettingTable
    {
        /// <summary>Number of settings.</summary>
#if EDGECONV_NO_SENSORS
        public const int Count = 35;
#else
        public const int Count = 49;
#endif

        /// <summary>
        /// Returns a setting in four columns: key, default, legal values, and "now" or "restart". Legal values are words separated by
        /// commas or a range of integers. "auto" is also legal if it is the default. "text" is checked where it is used. A "secret", and a
        /// "key" of 64 hexadecimal digits, cannot be read over the link. The table is code, because an array would take RAM.
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
                case 4: return "sensor|auto|amg88xx,mpu6050,mlx90640,arducam-mega|restart";
                // The model. The default is the model of a slot that was confirmed last, else the built-in one that fits the frames
                // (Loops).
                // "confirm" is a command: it confirms the model of a slot that runs on trial.
                case 5: return "model|auto|a,b,builtin,digits,strokes,shake,confirm|restart";
                case 6: return "range|auto|text|restart";
                // The part of a frame that the model sees, ROW:COLUMN:ROWS:COLUMNS, in the frame's pixels.
                case 7: return "crop|full|text|restart";
                case 8: return "readout|auto|text|now";
                // 1 to 255: below this value, in steps above the zero point, the model found nothing, and the outputs go safe.
                case 9: return "found|0|0..255|now";
                // The device on the pin of the output. The default is an LED, or a servo for the digits.
                case 10: return "output1.kind|auto|led,servo,motor|restart";
                case 11: return "output1.pin|auto|0..48|restart";
                case 12: return "output1.hz|auto|10..77821|restart";
                case 13: return "output1.off|0|0,10000|restart";
                case 14: return "output1.map|auto|text|now";
                case 15: return "output1.safe|auto|0..10000|now";
                // A second output that goes safe with the first, e.g. a motor beside a servo. It has a readout of its own. The channels
                // PWM1 and 2, 3 and 4, 5 and 6 share a frequency; the first output is on PWM1.
                case 16: return "output2.kind|none|none,led,servo,motor|restart";
                case 17: return "output2.pin|auto|0..48|restart";
                case 18: return "output2.pwm|3|2..6|restart";
                case 19: return "output2.hz|auto|10..77821|restart";
                case 20: return "output2.off|0|0,10000|restart";
                case 21: return "output2.readout|auto|text|now";
                case 22: return "output2.map|auto|text|now";
                case 23: return "output2.safe|auto|0..10000|now";
                // The deadline in milliseconds. The output goes to its safe duty if no good frame comes for this time.
                case 24: return "deadline|300|2..60000|now";
                case 25: return "period|100|1..10000|now";
                // N: every Nth step of the loop is sent over the link; 0 sends none.
                case 26: return "stream|0|0..1000|now";
                case 27: return "serial.tx|auto|0..48|restart";
                case 28: return "serial.rx|auto|0..48|restart";
                case 29: return "serial.baud|115200|9600..921600|restart";
                // With Wi-Fi switched on, the board listens on this TCP port; 0 is off. A computer needs the key, 64 hexadecimal digits.
                // The packets are not encrypted.
                case 30: return "link.port|0|0..65535|restart";
                case 31: return "link.key||key|restart";
                case 32: return "wifi.ssid||text|restart";
                case 33: return "wifi.password||secret|restart";
                // "calibration" measures the time per IL instruction instead of running the loop; use a Release build for it.
                case 34: return "run|loop|loop,calibration|restart";
#if !EDGECONV_NO_SENSORS
                // A camera on SPI. The defaults of the pins are those of the board.
                case 35: return "spi.sck|auto|0..48|restart";
                case 36: return "spi.miso|auto|0..48|restart";
                case 37: return "spi.mosi|auto|0..48|restart";
                case 38: return "spi.cs|auto|0..48|restart";
                // Rows and columns that the camera takes, and those of the frames, each the mean of as many pixels as fit. The byte of a
                // pixel that is its luma.
                case 39: return "camera.size|96|96,128|restart";
                case 40: return "camera.image|32|12..96|restart";
                case 41: return "camera.luma|0|0,1|restart";
                // By hand, or 0 for what the camera finds. "freeze" holds it after so many frames, if the camera can.
                case 42: return "camera.exposure|0|0..30000|restart";
                case 43: return "camera.gain|0|0..1023|restart";
                case 44: return "camera.balance|auto|fixed|restart";
                case 45: return "camera.freeze|0|0..10000|restart";
                // An MLX90640: halves of a frame per second, percent, and what a frame holds.
                case 46: return "thermal.rate|8|1,2,4,8,16|restart";
                case 47: return "thermal.emissivity|95|10..100|restart";
                case 48: return "thermal.values|degrees|degrees,radiances|restart";
#endif
                default: throw new System.ArgumentException("index: " + index.ToString());
            }
        }
    }
}
