using System;
using EdgeConv.Link;

namespace EdgeConv.Slots
{
    /// <summary>A board's slots, and how the test of a model goes: the answer to <see cref="PacketKind.GetSlots"/>.</summary>
    public sealed class SlotsPacket
    {
        private const int HeadBytes = 16, SlotBytes = 10;

        /// <summary>The slot whose model runs, or <see cref="ModelSlots.None"/>.</summary>
        public int Running { get; private set; }

        /// <summary>A <see cref="StartPhase"/>.</summary>
        public int Phase { get; private set; }

        /// <summary>Steps of the self-test that have passed.</summary>
        public int Tested { get; private set; }

        /// <summary>Steps that the self-test has.</summary>
        public int Tests { get; private set; }

        /// <summary>Milliseconds that loading and self-test took.</summary>
        public uint Milliseconds { get; private set; }

        /// <summary>Maximum number of bytes of a model in a slot.</summary>
        public int MaxBytes { get; private set; }

        /// <summary>Bytes of RAM that a model may take.</summary>
        public int RamBudget { get; private set; }

        /// <summary>A <see cref="SlotState"/> for each slot.</summary>
        public int[] States { get; } = new int[ModelSlots.Count];

        /// <summary>Bytes of each slot's model.</summary>
        public int[] Lengths { get; } = new int[ModelSlots.Count];

        /// <summary>CRC-32 of each slot's model.</summary>
        public uint[] Crcs { get; } = new uint[ModelSlots.Count];

        /// <summary>Name of each slot's model.</summary>
        public string[] Names { get; } = new string[ModelSlots.Count];

        /// <summary>Why a model was not taken when the board started; empty where none was refused.</summary>
        public string Reason { get; private set; }

        /// <summary>Writes one.</summary>
        /// <param name="writer">Has room for <see cref="PacketReader.MinPayload"/>.</param>
        /// <param name="sequence">Number of the packet that asked.</param>
        /// <param name="slots">The slots.</param>
        /// <param name="start">How the start went.</param>
        public static void Write(PacketWriter writer, int sequence, ModelSlots slots, SlotStart start)
        {
            writer.Begin(PacketKind.Slots, sequence);
            writer.Byte(start.Running + 1);
            writer.Byte(start.Phase);
            writer.Byte(start.Tested);
            writer.Byte(start.Tests);
            writer.Long((uint)(start.Microseconds / 1000));
            writer.Long((uint)ModelSlots.MaxBytes);
            writer.Long((uint)slots.RamBudget);
            for (int i = 0; i < ModelSlots.Count; i++)
            {
                string name = slots.NameOf(i);
                writer.Byte(slots.StateOf(i));
                writer.Long((uint)slots.LengthOf(i));
                writer.Long(slots.CrcOf(i));
                writer.Byte(name.Length);
                AnswerPacket.WriteText(writer, name);
            }
            if (start.Reason != null) AnswerPacket.WriteText(writer, Start(start.Reason));
            writer.End();
        }

        /// <summary>Reads one. Null where the packet is none.</summary>
        public static SlotsPacket Read(PacketReader reader)
        {
            int at = HeadBytes;
            if (reader.Kind != PacketKind.Slots || reader.PayloadLength < at) return null;
            var packet = new SlotsPacket
            {
                Running = reader.Byte(0) - 1,
                Phase = reader.Byte(1),
                Tested = reader.Byte(2),
                Tests = reader.Byte(3),
                Milliseconds = reader.Long(4),
                MaxBytes = (int)reader.Long(8),
                RamBudget = (int)reader.Long(12),
            };
            for (int i = 0; i < ModelSlots.Count; i++)
            {
                if (at + SlotBytes > reader.PayloadLength || at + SlotBytes + reader.Byte(at + 9) > reader.PayloadLength) return null;
                packet.States[i] = reader.Byte(at);
                packet.Lengths[i] = (int)reader.Long(at + 1);
                packet.Crcs[i] = reader.Long(at + 5);
                char[] name = new char[reader.Byte(at + 9)];
                at += SlotBytes;
                for (int c = 0; c < name.Length; c++) name[c] = (char)reader.Byte(at++);
                packet.Names[i] = new string(name);
            }
            packet.Reason = AnswerPacket.ReadText(reader, at);
            return packet;
        }

        // As much of a text as every reader takes.
        private static string Start(string text) => text.Length > 300 ? text.Substring(0, 300) : text;
    }
}
