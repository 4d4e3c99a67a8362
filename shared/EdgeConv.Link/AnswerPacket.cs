namespace EdgeConv.Link
{
    /// <summary>
    /// Whether a board does what it was told: a code, then why not, in ASCII. Settings and lines of the log are such texts too, without
    /// the code.
    /// </summary>
    public static class AnswerPacket
    {
        /// <summary>It does.</summary>
        public const int Done = 0;

        /// <summary>It does after a restart.</summary>
        public const int AfterRestart = 1;

        /// <summary>It does not, and nothing has changed; the text says why.</summary>
        public const int Refused = 2;

        /// <summary>It does not know such a packet.</summary>
        public const int Unknown = 3;

        /// <summary>Another computer is connected.</summary>
        public const int Busy = 4;

        /// <summary>Maximum number of bytes of a text; the rest is cut off.</summary>
        public const int MaxTextBytes = 400;

        /// <summary>Writes an answer.</summary>
        /// <param name="writer">Has room for <see cref="MaxTextBytes"/> and one byte more.</param>
        /// <param name="sequence">Number of the packet that is answered.</param>
        /// <param name="code">What the board does.</param>
        /// <param name="text">ASCII.</param>
        public static void Write(PacketWriter writer, int sequence, int code, string text)
        {
            writer.Begin(PacketKind.Answer, sequence);
            writer.Byte(code);
            WriteText(writer, text);
            writer.End();
        }

        /// <summary>Adds a text to a packet.</summary>
        public static void WriteText(PacketWriter writer, string text)
        {
            for (int i = 0; i < text.Length && i < MaxTextBytes; i++) writer.Byte(text[i]);
        }

        /// <summary>Adds bytes to a packet.</summary>
        public static void WriteBytes(PacketWriter writer, byte[] bytes)
        {
            for (int i = 0; i < bytes.Length; i++) writer.Byte(bytes[i]);
        }

        /// <summary>Bytes of the payload of a packet.</summary>
        public static byte[] ReadBytes(PacketReader reader, int at, int count)
        {
            byte[] bytes = new byte[count];
            for (int i = 0; i < count; i++) bytes[i] = (byte)reader.Byte(at + i);
            return bytes;
        }

        /// <summary>The text of a packet from a byte of its payload on.</summary>
        public static string ReadText(PacketReader reader, int at)
        {
            char[] text = new char[reader.PayloadLength > at ? reader.PayloadLength - at : 0];
            for (int i = 0; i < text.Length; i++) text[i] = (char)reader.Byte(at + i);
            return new string(text);
        }
    }
}
