using System;
using System.Collections.Generic;
using EdgeConv.Firmware.Fakes;

namespace EdgeConv.Firmware.Fakes
{
    /// <summary>The other end of the serial port.</summary>
    public interface IFakeWire
    {
        /// <summary>Returns the bytes that came since the last call, at most <paramref name="max"/>.</summary>
        byte[] Receive(int max);

        /// <summary>Takes bytes that the board sends.</summary>
        void Send(byte[] buffer, int offset, int count);
    }

    /// <summary>The serial port of the chip.</summary>
    public static class FakeUart
    {
        /// <summary>Other end of the next port that is opened.</summary>
        public static IFakeWire Wire { get; set; }
    }

    /// <summary>A line with two buffers: bytes for the board, and bytes from it.</summary>
    public sealed class FakeWire : IFakeWire
    {
        private readonly List<byte> _toBoard = new List<byte>();

        /// <summary>Bytes that the board sent.</summary>
        public List<byte> FromBoard { get; } = new List<byte>();

        /// <summary>Adds bytes for the board.</summary>
        public void Put(byte[] bytes, int count)
        {
            for (int i = 0; i < count; i++) _toBoard.Add(bytes[i]);
        }

        /// <inheritdoc/>
        public byte[] Receive(int max)
        {
            byte[] bytes = _toBoard.GetRange(0, Math.Min(max, _toBoard.Count)).ToArray();
            _toBoard.RemoveRange(0, bytes.Length);
            return bytes;
        }

        /// <inheritdoc/>
        public void Send(byte[] buffer, int offset, int count)
        {
            for (int i = 0; i < count; i++) FromBoard.Add(buffer[offset + i]);
        }
    }
}

namespace System.IO.Ports
{
    internal enum Parity { None }

    internal enum StopBits { None, One }

    internal sealed class SerialPort
    {
        // The driver's ring buffer; bytes that do not fit are lost.
        private readonly Queue<byte> _ring = new Queue<byte>();
        private IFakeWire _wire;
        private int _readBufferSize = 256;

        public SerialPort(string portName, int baudRate = 9600, Parity parity = Parity.None, int dataBits = 8,
            StopBits stopBits = StopBits.One)
        {
            if (portName != "COM2") throw new ArgumentException();
        }

        public int ReadBufferSize
        {
            get { return _readBufferSize; }
            set
            {
                if (_wire != null) throw new InvalidOperationException();
                _readBufferSize = value;
            }
        }

        public int BytesToRead
        {
            get
            {
                foreach (byte value in _wire == null ? new byte[0] : _wire.Receive(1 << 20))
                    if (_ring.Count < _readBufferSize) _ring.Enqueue(value);
                return _ring.Count;
            }
        }

        public void Open() => _wire = FakeUart.Wire;

        public int Read(byte[] buffer, int offset, int count)
        {
            int read = 0;
            for (; read < count && _ring.Count > 0; read++) buffer[offset + read] = _ring.Dequeue();
            return read;
        }

        public void Write(byte[] buffer, int offset, int count)
        {
            if (offset + count > buffer.Length) throw new ArgumentException();
            if (_wire != null) _wire.Send(buffer, offset, count);
        }
    }
}
