using EdgeConv.Frames;

namespace EdgeConv.Link
{
    /// <summary>
    /// A frame as a payload: height, width, channels, bytes per value, then the values row by row (HWC): 1 byte each from 0 to 255, or
    /// 2 bytes each from -32768 to 32767.
    /// </summary>
    public static class FramePacket
    {
        private const int HeadBytes = 8;

        /// <summary>Maximum number of bytes of the payload of frames of a format.</summary>
        public static int MaxBytes(FrameFormat format) => HeadBytes + 2 * format.Length;

        /// <summary>Writes a packet.</summary>
        /// <param name="writer">Has room for <see cref="MaxBytes"/>.</param>
        /// <param name="sequence">Number of the packet.</param>
        /// <param name="format">Shape and range; within 0 to 255 a value takes one byte.</param>
        /// <param name="frame">format.Length values.</param>
        public static void Write(PacketWriter writer, int sequence, FrameFormat format, short[] frame)
        {
            int size = Size(format), length = format.Length;
            writer.Begin(PacketKind.Frame, sequence);
            writer.Word(format.Height);
            writer.Word(format.Width);
            writer.Word(format.Channels);
            writer.Word(size);
            if (size == 1) for (int i = 0; i < length; i++) writer.Byte(frame[i]);
            else for (int i = 0; i < length; i++) writer.Word(frame[i]);
            writer.End();
        }

        /// <summary>
        /// Reads the packet that <paramref name="reader"/> has. False, with the frame as it was, where it is no frame of this format's
        /// shape.
        /// </summary>
        public static bool Read(PacketReader reader, FrameFormat format, short[] frame)
        {
            int length = format.Length;
            if (reader.Kind != PacketKind.Frame || reader.PayloadLength < HeadBytes) return false;
            int size = reader.Word(6);
            if (reader.Word(0) != format.Height || reader.Word(2) != format.Width || reader.Word(4) != format.Channels || size != 1
                && size != 2 || reader.PayloadLength != HeadBytes + size * length) return false;
            if (size == 1) for (int i = 0; i < length; i++) frame[i] = (short)reader.Byte(HeadBytes + i);
            else for (int i = 0; i < length; i++) frame[i] = (short)reader.Word(HeadBytes + 2 * i);
            return true;
        }

        private static int Size(FrameFormat format) => format.Minimum >= 0 && format.Maximum <= 255 ? 1 : 2;
    }
}
