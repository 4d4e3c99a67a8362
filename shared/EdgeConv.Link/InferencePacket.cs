namespace EdgeConv.Link
{
    /// <summary>
    /// An input tensor for a board's model, and the answer: CRC-32 of the input, time of the inference in microseconds, and output tensor.
    /// </summary>
    public static class InferencePacket
    {
        /// <summary>Bytes of an answer before the output.</summary>
        public const int HeadBytes = 8;

        /// <summary>Writes an input tensor (NHWC); the payload holds only its values.</summary>
        public static void WriteInput(PacketWriter writer, int sequence, sbyte[] input)
        {
            writer.Begin(PacketKind.Input, sequence);
            writer.Values(input, input.Length);
            writer.End();
        }

        /// <summary>Reads an input. Returns false if the packet is not an input of this length.</summary>
        public static bool ReadInput(PacketReader reader, sbyte[] input)
        {
            if (reader.Kind != PacketKind.Input || reader.PayloadLength != input.Length) return false;
            reader.Values(0, input, input.Length);
            return true;
        }

        /// <summary>Writes the answer to an input.</summary>
        /// <param name="writer">Writer with room for the output and <see cref="HeadBytes"/>.</param>
        /// <param name="sequence">Number of the packet with the input.</param>
        /// <param name="inputCrc">CRC-32 of the input packet's payload.</param>
        /// <param name="microseconds">Time of the inference, 0 to 2^32 - 1.</param>
        /// <param name="output">Output tensor, NHWC.</param>
        public static void WriteOutput(PacketWriter writer, int sequence, uint inputCrc, long microseconds, sbyte[] output)
        {
            writer.Begin(PacketKind.Output, sequence);
            writer.Long(inputCrc);
            writer.Long((uint)microseconds);
            writer.Values(output, output.Length);
            writer.End();
        }

        /// <summary>Reads an output. Returns false if it has another length or answers another input.</summary>
        public static bool ReadOutput(PacketReader reader, uint inputCrc, sbyte[] output)
        {
            if (reader.Kind != PacketKind.Output || reader.PayloadLength != HeadBytes + output.Length
                || reader.Long(0) != inputCrc) return false;
            reader.Values(HeadBytes, output, output.Length);
            return true;
        }
    }
}
