using nanoFramework.Hardware.Esp32;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// The pins of the second serial port, COM2. The first one carries deployment and debug output, which would mix with the packets.
    /// docs/link.md has the same table; a test compares both with each other and with the board files.
    /// </summary>
    public sealed class SerialPins
    {
        /// <summary>Name of the port for System.IO.Ports.</summary>
        public const string Port = "COM2";

        private SerialPins(int tx, int rx)
        {
            TxPin = tx;
            RxPin = rx;
        }

        /// <summary>GPIO on which the board sends; connect it to RX of the adapter.</summary>
        public int TxPin { get; }

        /// <summary>GPIO on which the board receives; connect it to TX of the adapter.</summary>
        public int RxPin { get; }

        /// <summary>
        /// Returns the pins of a board. An ESP32-CAM and an M5StickC have no free pins but those of the I2C bus, so that frames can come
        /// over the link, but not from a sensor on the bus.
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

        /// <summary>Connects the port to its pins. Call this before the port is opened.</summary>
        public static void Connect(int tx, int rx)
        {
            Configuration.SetPinFunction(tx, DeviceFunction.COM2_TX);
            Configuration.SetPinFunction(rx, DeviceFunction.COM2_RX);
        }
    }
}
