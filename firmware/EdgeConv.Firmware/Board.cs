using nanoFramework.Hardware.Esp32;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// The pins of a board, generated from its file in hardware/boards. hardware/README.md describes the wiring and the pins that cannot
    /// be used for an output or a bus: those that select the boot mode, belong to the flash, USB or the console, or are inputs only.
    /// </summary>
    public sealed class Board
    {
        // made from hardware: boards (dotnet run --project hardware/draw)
        /// <summary>Espressif ESP32-DevKitC V4 (ESP32-WROOM-32, WROVER). SDA is the pin IO21, SCL IO22, PWM IO18, PWM3 IO4.</summary>
        public static readonly Board Esp32DevKitC = new Board("ESP32-DevKitC", sda: 21, scl: 22, pwm: 18,
            DeviceFunction.PWM1, pwm3: 4);

        /// <summary>Espressif ESP32-C3-DevKitM-1. SDA is the pin IO6, SCL IO7, PWM IO10, PWM3 IO0.</summary>
        public static readonly Board Esp32C3DevKitM1 = new Board("ESP32-C3-DevKitM-1", sda: 6, scl: 7, pwm: 10,
            DeviceFunction.PWM1, pwm3: 0);

        /// <summary>
        /// AI-Thinker ESP32-CAM without its camera and without a card. It has no USB: an adapter of 3.3 V on U0T, U0R and GND, and 5 V on
        /// the pin 5V. SDA is the pin IO13, SCL IO14, PWM IO12.
        /// </summary>
        public static readonly Board Esp32Cam = new Board("ESP32-CAM", sda: 13, scl: 14, pwm: 12,
            DeviceFunction.PWM1, pwm3: None);

        /// <summary>Espressif ESP32-S3-DevKitC-1. SDA is the pin 8, SCL 9, PWM 4, PWM3 5.</summary>
        public static readonly Board Esp32S3DevKitC1 = new Board("ESP32-S3-DevKitC-1", sda: 8, scl: 9, pwm: 4,
            DeviceFunction.PWM1, pwm3: 5);

        /// <summary>M5Stack M5StickC. SDA is the pin G32, SCL G33, PWM G26.</summary>
        public static readonly Board M5StickC = new Board("M5StickC", sda: 32, scl: 33, pwm: 26,
            DeviceFunction.PWM1, pwm3: None);

        /// <summary>Seeed Studio XIAO ESP32C3. SDA is the pin D4, SCL D5, PWM D10, PWM3 D1.</summary>
        public static readonly Board XiaoEsp32C3 = new Board("XIAO ESP32C3", sda: 6, scl: 7, pwm: 10,
            DeviceFunction.PWM1, pwm3: 3);

        // end of boards

        /// <summary>The pin of a wire for which a board has no free pin.</summary>
        public const int None = -1;

        private static readonly Board[] s_all =
        {
            Esp32DevKitC, Esp32C3DevKitM1, Esp32Cam, Esp32S3DevKitC1, M5StickC, XiaoEsp32C3,
        };

        private Board(string name, int sda, int scl, int pwm, DeviceFunction pwmFunction, int pwm3)
        {
            Name = name;
            SdaPin = sda;
            SclPin = scl;
            PwmPin = pwm;
            PwmFunction = pwmFunction;
            SecondPwmPin = pwm3;
        }

        /// <summary>The name printed on the board.</summary>
        public string Name { get; }

        /// <summary>GPIO of the I2C data line.</summary>
        public int SdaPin { get; }

        /// <summary>GPIO of the I2C clock line.</summary>
        public int SclPin { get; }

        /// <summary>GPIO of the output.</summary>
        public int PwmPin { get; }

        /// <summary>The PWM channel that drives the output, PWM1 to PWM6.</summary>
        public DeviceFunction PwmFunction { get; }

        /// <summary>GPIO of the second output, or <see cref="None"/>.</summary>
        public int SecondPwmPin { get; }

        /// <summary>Number of the I2C bus, for System.Device.I2c.</summary>
        public const int I2cBus = 1;

        /// <summary>Returns the board with this name, or else the first board with the chip of the image that runs.</summary>
        /// <param name="name">The name printed on the board.</param>
        /// <param name="target">Name of the image, such as ESP32_S3_QUAD.</param>
        public static Board Of(string name, string target)
        {
            for (int i = 0; i < s_all.Length; i++)
                if (s_all[i].Name == name) return s_all[i];
            if (Parser.StartsWith(target, 0, "ESP32_S3")) return Esp32S3DevKitC1;
            return Parser.StartsWith(target, 0, "ESP32_C3") ? Esp32C3DevKitM1 : Esp32DevKitC;
        }

        /// <summary>Connects the I2C bus to its pins. Call this before the first device on the bus is opened.</summary>
        public static void ConnectI2c(int sda, int scl)
        {
            Configuration.SetPinFunction(sda, DeviceFunction.I2C1_DATA);
            Configuration.SetPinFunction(scl, DeviceFunction.I2C1_CLOCK);
        }
    }
}
