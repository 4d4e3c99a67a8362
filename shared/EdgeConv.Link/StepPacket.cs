using EdgeConv.Actuation;
using EdgeConv.Frames;

namespace EdgeConv.Link
{
    /// <summary>
    /// What one step of a board's loop saw and did: numbers, the frame in the sensor's units (HWC), the output tensor (NHWC). Writing one
    /// allocates nothing.
    /// </summary>
    public sealed class StepPacket
    {
        // Before the frame; behind it stands the length of the output in four bytes.
        private const int HeadBytes = 18, OutputHeadBytes = 4;

        /// <summary>Number of the frame, from 0; the low 32 bits count.</summary>
        public uint Number { get; private set; }

        /// <summary>
        /// How reading the frame went. Where it is not Ready, the frame and what follows from it are of the last good one.
        /// </summary>
        public FrameStatus FrameStatus { get; private set; }

        /// <summary>Why the output is at its safe duty; None where it follows the frames.</summary>
        public GuardReason Reason { get; private set; }

        /// <summary>What the readout made of the output, in 1/256 of its unit.</summary>
        public int Activation256 { get; private set; }

        /// <summary>The duty proposed, 0..10000.</summary>
        public int ProposedDuty { get; private set; }

        /// <summary>The duty the output has, 0..10000.</summary>
        public int Duty { get; private set; }

        /// <summary>What the inference took, in microseconds.</summary>
        public uint InferenceMicroseconds { get; private set; }

        /// <summary>The frame.</summary>
        public short[] Frame { get; private set; }

        /// <summary>The output tensor.</summary>
        public sbyte[] Output { get; private set; }

        /// <summary>Maximum number of bytes of the payload.</summary>
        public static int MaxBytes(FrameFormat format, int outputLength) =>
            HeadBytes + FramePacket.MaxBytes(format) + OutputHeadBytes + outputLength;

        /// <summary>Writes the step that a loop has just done.</summary>
        /// <param name="writer">Has room for <see cref="MaxBytes"/>.</param>
        /// <param name="sequence">One more than that of the step sent before.</param>
        /// <param name="loop">The loop, on its own thread.</param>
        /// <param name="guard">Its guard.</param>
        /// <param name="format">Of its frames.</param>
        /// <param name="microseconds">What the inference took.</param>
        public static void Write(PacketWriter writer, int sequence, EdgeLoop loop, OutputGuard guard, FrameFormat format, long microseconds)
        {
            writer.Begin(PacketKind.Step, sequence);
            writer.Long((uint)loop.FrameNumber);
            writer.Byte((int)loop.LastStatus);
            writer.Byte((int)guard.Reason);
            writer.Long((uint)loop.Activation256);
            writer.Word(loop.Duty);
            writer.Word(guard.Duty);
            writer.Long((uint)microseconds);
            FramePacket.WriteValues(writer, format, loop.Frame);
            writer.Long((uint)loop.Output.Length);
            writer.Values(loop.Output, loop.Output.Length);
            writer.End();
        }

        /// <summary>Reads one. Null where the packet is none, or of another board's frames.</summary>
        /// <param name="reader">Has the packet.</param>
        /// <param name="format">Of the board's frames, from its description.</param>
        /// <param name="outputLength">Of the output of its model.</param>
        public static StepPacket Read(PacketReader reader, FrameFormat format, int outputLength)
        {
            short[] frame = new short[format.Length];
            int frameBytes = reader.Kind == PacketKind.Step ? FramePacket.ReadValues(reader, HeadBytes, format, frame) : 0;
            int output = HeadBytes + frameBytes;
            if (frameBytes == 0 || reader.PayloadLength != output + OutputHeadBytes + outputLength
                || reader.Long(output) != (uint)outputLength) return null;
            var step = new StepPacket
            {
                Number = reader.Long(0),
                FrameStatus = (FrameStatus)reader.Byte(4),
                Reason = (GuardReason)reader.Byte(5),
                Activation256 = (int)reader.Long(6),
                ProposedDuty = reader.Word(10),
                Duty = reader.Word(12),
                InferenceMicroseconds = reader.Long(14),
                Frame = frame,
                Output = new sbyte[outputLength],
            };
            reader.Values(output + OutputHeadBytes, step.Output, outputLength);
            return step;
        }
    }
}
