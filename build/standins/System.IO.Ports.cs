// What EdgeConv uses of the assembly System.IO.Ports: declarations only, never run.
namespace System.IO.Ports
{
    public enum Parity
    {
        None,
    }

    public enum StopBits
    {
        None,
        One,
    }

    public class SerialPort
    {
        public SerialPort(string portName, int baudRate = 9600, Parity parity = Parity.None, int dataBits = 8,
            StopBits stopBits = StopBits.One) { }

        public int BytesToRead { get { throw null; } }

        public int ReadBufferSize { get; set; }

        public void Open() { }

        public int Read(byte[] buffer, int offset, int count) { throw null; }

        public void Write(byte[] buffer, int offset, int count) { }
    }
}
