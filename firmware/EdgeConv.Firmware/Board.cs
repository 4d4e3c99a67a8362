using nanoFramework.Hardware.Esp32;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// The pins of a board. hardware/README.md says how to wire them and why they are safe: no pin that straps the boot mode, serves the
    /// flash, USB or the console, or is an input only.
    /// </summary>
    public sealed class Board
    {
        /// <summary>Espressif ESP32-DevKitC (ESP32-WROOM-32, WROVER).</summary>
        public static readonly Board Esp32DevKitC = new Board("ESP32-DevKitC", sda: 21, scl: 22, pwm: 18, DeviceFunction.PWM1);

        /// <summary>Espressif ESP32-S3-DevKitC-1.</summary>
        public static readonly Board Esp32S3DevKitC1 = new Board("ESP32-S3-DevKitC-1", sda: 8, scl: 9, pwm: 4, DeviceFunction.PWM1);

        /// <summary>Espressif ESP32-C3-DevKitM-1.</summary>
        public static readonly Board Esp32C3DevKitM1 = new Board("ESP32-C3-DevKitM-1", sda: 6, scl: 7, pwm: 10, DeviceFunction.PWM1);

        /// <summary>Seeed Studio XIAO ESP32C3: GPIO 6, 7 and 10 are the pads D4, D5 and D10.</summary>
        public static readonly Board XiaoEsp32C3 = new Board("XIAO ESP32C3", sda: 6, scl: 7, pwm: 10, DeviceFunction.PWM1);

        /// <summary>The board in use: the one line to change. It stands below the boards, for it is set after them.</summary>
        public static readonly Board Current = Esp32DevKitC;

        private Board(string name, int sda, int scl, int pwm, DeviceFunction pwmFunction)
        {
            Name = name;
            SdaPin = sda;
            SclPin = scl;
            PwmPin = pwm;
            PwmFunction = pwmFunction;
        }

        /// <summary>What is printed on the board.</summary>
        public string Name { get; }

        /// <summary>GPIO of the I2C data line.</summary>
        public int SdaPin { get; }

        /// <summary>GPIO of the I2C clock line.</summary>
        public int SclPin { get; }

        /// <summary>GPIO of the output.</summary>
        public int PwmPin { get; }

        /// <summary>The PWM channel that drives it, PWM1 to PWM6.</summary>
        public DeviceFunction PwmFunction { get; }

        /// <summary>Number of the I2C bus, for System.Device.I2c.</summary>
        public int I2cBus { get { return 1; } }

        /// <summary>Connects the I2C bus to its pins; before the first device on it is opened.</summary>
        public void ConnectI2c()
        {
            Configuration.SetPinFunction(SdaPin, DeviceFunction.I2C1_DATA);
            Configuration.SetPinFunction(SclPin, DeviceFunction.I2C1_CLOCK);
        }
    }
}
