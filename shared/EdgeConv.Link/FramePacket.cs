using EdgeConv.Frames;

namespace EdgeConv.Link
{
    /// <summary>
    /// A frame in a payload: height, width, channels, bytes per value, then the values row by row (HWC). A value has 1 byte from 0 to 255,
    /// or 2 bytes from -32768 to 32767.
    /// </summary>
    public static class FramePacket
    {
        private const int HeadBytes = 8;

        /// <summary>Returns the maximum size in bytes of a payload with a frame of this format.</summary>
        public static int MaxBytes(FrameFormat format) => HeadBytes + 2 * format.Length;

        /// <summary>Writes a packet.</summary>
        /// <param name="writer">Writer with room for a payload of <see cref="MaxBytes"/>.</param>
        /// <param name="sequence">Number of the packet.</param>
        /// <param name="format">Shape and range of the frame; if the range is within 0 to 255, a value takes one byte.</param>
        /// <param name="frame">Values of the frame, HWC, format.Length of them.</param>
        public static void Write(PacketWriter writer, int sequence, FrameFormat format, short[] frame)
        {
            writer.Begin(PacketKind.Frame, sequence);
            WriteValues(writer, format, frame);
            writer.End();
        }

        /// <summary>
        /// Reads the frame in the current packet of <paramref name="reader"/>. Returns false, and leaves the array as it is, if the packet
        /// is not a frame of this shape.
        /// </summary>
        public static bool Read(PacketReader reader, FrameFormat format, short[] frame) => reader.Kind == PacketKind.Frame
            && reader.PayloadLength >= HeadBytes && reader.PayloadLength == BytesOf(reader, 0, format)
            && ReadValues(reader, 0, format, frame) > 0;

        /// <summary>Adds a frame to a packet.</summary>
        internal static void WriteValues(PacketWriter writer, FrameFormat format, short[] frame)
        {
            int size = format.Minimum >= 0 && format.Maximum <= 255 ? 1 : 2, length = format.Length;
            writer.Word(format.Height);
            writer.Word(format.Width);
            writer.Word(format.Channels);
            writer.Word(size);
            if (size == 1) for (int i = 0; i < length; i++) writer.Byte(frame[i]);
            else for (int i = 0; i < length; i++) writer.Word(frame[i]);
        }

        /// <summary>
        /// Reads a frame inside a packet and returns its size in bytes. Returns 0, and leaves the array as it is, if there is no frame of
        /// this shape.
        /// </summary>
        internal static int ReadValues(PacketReader reader, int at, FrameFormat format, short[] frame)
        {
            int bytes = BytesOf(reader, at, format), length = format.Length, first = at + HeadBytes;
            if (bytes == 0 || at + bytes > reader.PayloadLength) return 0;
            if (bytes == HeadBytes + length) for (int i = 0; i < length; i++) frame[i] = (short)reader.Byte(first + i);
            else for (int i = 0; i < length; i++) frame[i] = (short)reader.Word(first + 2 * i);
            return bytes;
        }

        // Returns the size of the frame according to its head; 0 if the head describes another shape.
        private static int BytesOf(PacketReader reader, int at, FrameFormat format)
        {
            if (at + HeadBytes > reader.PayloadLength) return 0;
            int size = reader.Word(at + 6);
            return reader.Word(at) == format.Height && reader.Word(at + 2) == format.Width && reader.Word(at + 4) == format.Channels
                && (size == 1 || size == 2) ? HeadBytes + size * format.Length : 0;
        }
    }
}
