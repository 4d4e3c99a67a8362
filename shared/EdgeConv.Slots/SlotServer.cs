using System;
using EdgeConv.Link;

namespace EdgeConv.Slots
{
    /// <summary>Answers what a computer asks of a board's slots.</summary>
    public sealed class SlotServer
    {
        /// <summary>Maximum number of bytes of a model in one packet.</summary>
        public const int ChunkBytes = 400;

        /// <summary>Serves slots.</summary>
        /// <param name="slots">The slots.</param>
        /// <param name="start">How the start of the board went.</param>
        public SlotServer(ModelSlots slots, SlotStart start)
        {
            Slots = slots;
            Start = start;
        }

        /// <summary>The slots.</summary>
        public ModelSlots Slots { get; }

        /// <summary>How the start of the board went.</summary>
        public SlotStart Start { get; }

        /// <summary>Does what a packet asks and writes the answer.</summary>
        /// <param name="reader">Has the packet.</param>
        /// <param name="writer">Takes the answer; has room for <see cref="PacketReader.MinPayload"/>.</param>
        /// <returns>False where the packet asks for something else than slots.</returns>
        public bool Handle(PacketReader reader, PacketWriter writer)
        {
            int sequence = reader.Sequence, length = reader.PayloadLength;
            switch (reader.Kind)
            {
                case PacketKind.GetSlots:
                    SlotsPacket.Write(writer, sequence, Slots, Start);
                    return true;
                case PacketKind.BeginModel:
                    WriteOffset(writer, sequence, length < 8 ? "the packet is too short"
                        : Slots.Begin((int)reader.Long(0), reader.Long(4), AnswerPacket.ReadText(reader, 8)));
                    return true;
                case PacketKind.ModelBytes:
                    WriteOffset(writer, sequence, length < 4 ? "the packet is too short"
                        : Slots.Append((int)reader.Long(0), AnswerPacket.ReadBytes(reader, 4, length - 4)));
                    return true;
                case PacketKind.EndModel:
                    string refusal = Slots.End();
                    AnswerPacket.Write(writer, sequence, refusal == null ? AnswerPacket.AfterRestart : AnswerPacket.Refused, refusal ?? "");
                    return true;
                case PacketKind.ReadSlot:
                    if (length < 5 || reader.Byte(0) >= ModelSlots.Count || reader.Long(1) > int.MaxValue)
                        AnswerPacket.Write(writer, sequence, AnswerPacket.Refused, "there is no such slot");
                    else WriteBytes(writer, sequence, reader.Byte(0), (int)reader.Long(1));
                    return true;
                default: return false;
            }
        }

        private void WriteOffset(PacketWriter writer, int sequence, string refusal)
        {
            if (refusal != null)
            {
                AnswerPacket.Write(writer, sequence, AnswerPacket.Refused, refusal);
                return;
            }
            writer.Begin(PacketKind.ModelOffset, sequence);
            writer.Byte(Slots.Receiving);
            writer.Long((uint)Slots.Received);
            writer.End();
        }

        private void WriteBytes(PacketWriter writer, int sequence, int slot, int offset)
        {
            byte[] bytes = new byte[ChunkBytes];
            int count;
            try
            {
                count = Slots.Read(slot, offset, bytes);
            }
            catch (Exception e)
            {
                AnswerPacket.Write(writer, sequence, AnswerPacket.Refused, "the drive I: cannot be read: " + e.Message);
                return;
            }
            writer.Begin(PacketKind.SlotBytes, sequence);
            writer.Byte(slot);
            writer.Long((uint)offset);
            for (int i = 0; i < count; i++) writer.Byte(bytes[i]);
            writer.End();
        }
    }
}
