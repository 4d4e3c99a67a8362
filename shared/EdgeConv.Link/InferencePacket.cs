namespace EdgeConv.Link
{
    /// <summary>
    /// An input tensor for a board's model, and its answer: CRC-32 of the input it ran on, microseconds it took, output tensor.
    /// </summary>
    public static class InferencePacket
    {
        /// <summary>Bytes of an answer before the output.</summary>
        public const int HeadBytes = 8;

        /// <summary>Writes an input: its values and nothing else.</summary>
        public static void WriteInput(PacketWriter writer, int sequence, sbyte[] input)
        {
            writer.Begin(PacketKind.Input, sequence);
            writer.Values(input, input.Length);
            writer.End();
        }

        /// <summary>Reads an input. False where it has another length.</summary>
        public static bool ReadInput(PacketReader reader, sbyte[] input)
        {
            if (reader.Kind != PacketKind.Input || reader.PayloadLength != input.Length) return false;
            reader.Values(0, input, input.Length);
            return true;
        }

        /// <summary>Writes the answer to an input.</summary>
        /// <param name="writer">Has room for the output and <see cref="HeadBytes"/>.</param>
        /// <param name="sequence">Number of the packet with the input.</param>
        /// <param name="inputCrc">CRC-32 of its payload.</param>
        /// <param name="microseconds">What the inference took, up to 2^32 - 1.</param>
        /// <param name="output">The output tensor.</param>
        public static void WriteOutput(PacketWriter writer, int sequence, uint inputCrc, long microseconds, sbyte[] output)
        {
            writer.Begin(PacketKind.Output, sequence);
            writer.Long(inputCrc);
            writer.Long((uint)microseconds);
            writer.Values(output, output.Length);
            writer.End();
        }

        /// <summary>Reads an output. False where it has another length or answers another input.</summary>
        public static bool ReadOutput(PacketReader reader, uint inputCrc, sbyte[] output)
        {
            if (reader.Kind != PacketKind.Output || reader.PayloadLength != HeadBytes + output.Length
                || reader.Long(0) != inputCrc) return false;
            reader.Values(HeadBytes, output, output.Length);
            return true;
        }
    }
}
