namespace EdgeConv.Link
{
    /// <summary>
    /// Answer of a board to a command: a code, then the reason of a refusal in ASCII. Settings and lines of the log are such texts too, but
    /// without the code.
    /// </summary>
    public static class AnswerPacket
    {
        /// <summary>The board did what the packet asked.</summary>
        public const int Done = 0;

        /// <summary>The change takes effect after a restart.</summary>
        public const int AfterRestart = 1;

        /// <summary>The board refuses and has changed nothing; the text holds the reason.</summary>
        public const int Refused = 2;

        /// <summary>The board does not know this kind of packet.</summary>
        public const int Unknown = 3;

        /// <summary>Another computer is connected to the board.</summary>
        public const int Busy = 4;

        /// <summary>Maximum number of bytes of a text; the rest is cut off.</summary>
        public const int MaxTextBytes = 400;

        /// <summary>Writes an answer.</summary>
        /// <param name="writer">Writer with room for a payload of <see cref="MaxTextBytes"/> + 1 bytes.</param>
        /// <param name="sequence">Number of the packet that is answered.</param>
        /// <param name="code">One of the codes of this class.</param>
        /// <param name="text">Reason of a refusal, in ASCII; else "".</param>
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

        /// <summary>Returns a copy of some bytes of a packet's payload.</summary>
        public static byte[] ReadBytes(PacketReader reader, int at, int count)
        {
            byte[] bytes = new byte[count];
            for (int i = 0; i < count; i++) bytes[i] = (byte)reader.Byte(at + i);
            return bytes;
        }

        /// <summary>Returns the text in a packet's payload from index <paramref name="at"/> to its end.</summary>
        public static string ReadText(PacketReader reader, int at)
        {
            char[] text = new char[reader.PayloadLength > at ? reader.PayloadLength - at : 0];
            for (int i = 0; i < text.Length; i++) text[i] = (char)reader.Byte(at + i);
            return new string(text);
        }
    }
}
