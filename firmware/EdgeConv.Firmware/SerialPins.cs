using nanoFramework.Hardware.Esp32;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// The pins of the second serial port, COM2: the first one carries deployment and debug output, which would mix with the packets.
    /// docs/link.md has the same table; a test holds both to each other and to the boards' files.
    /// </summary>
    public sealed class SerialPins
    {
        /// <summary>The port, for System.IO.Ports.</summary>
        public const string Port = "COM2";

        private SerialPins(int tx, int rx)
        {
            TxPin = tx;
            RxPin = rx;
        }

        /// <summary>GPIO the board sends on: to RX of the adapter.</summary>
        public int TxPin { get; }

        /// <summary>GPIO the board receives on: from TX of the adapter.</summary>
        public int RxPin { get; }

        /// <summary>
        /// The pins of a board. An ESP32-CAM and an M5StickC have no other free pins than those of the I2C bus: frames can come there,
        /// but not go from a sensor on it.
        /// </summary>
        public static SerialPins Of(Board board)
        {
            if (board == Board.Esp32DevKitC) return new SerialPins(tx: 25, rx: 26);
            if (board == Board.Esp32S3DevKitC1) return new SerialPins(tx: 17, rx: 18);
            if (board == Board.Esp32C3DevKitM1) return new SerialPins(tx: 4, rx: 5);
            if (board == Board.XiaoEsp32C3) return new SerialPins(tx: 4, rx: 5);
            if (board == Board.Esp32Cam) return new SerialPins(tx: 14, rx: 13);
            if (board == Board.M5StickC) return new SerialPins(tx: 33, rx: 32);
            return null;
        }

        /// <summary>Connects the port to its pins; before it is opened.</summary>
        public static void Connect(int tx, int rx)
        {
            Configuration.SetPinFunction(tx, DeviceFunction.COM2_TX);
            Configuration.SetPinFunction(rx, DeviceFunction.COM2_RX);
        }
    }
}
