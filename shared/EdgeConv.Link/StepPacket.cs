using EdgeConv.Actuation;
using EdgeConv.Frames;

namespace EdgeConv.Link
{
    /// <summary>
    /// One step of a board's loop: numbers, the frame in the sensor's units (HWC) and the model's output tensor (NHWC). Writing allocates
    /// nothing.
    /// </summary>
    public sealed class StepPacket
    {
        // Bytes before the frame, bytes of the output's length after it, and bytes of a second output at the end.
        private const int HeadBytes = 18, OutputHeadBytes = 4, SecondBytes = 9;

        /// <summary>Low 32 bits of the frame's number, which counts from 0.</summary>
        public uint Number { get; private set; }

        /// <summary>
        /// Result of reading the frame. If it is not Ready, frame, activation and output are those of the last good frame.
        /// </summary>
        public FrameStatus FrameStatus { get; private set; }

        /// <summary>Reason for which the output has its safe duty; None if it follows the frames.</summary>
        public GuardReason Reason { get; private set; }

        /// <summary>Value of the readout, in 1/256.</summary>
        public int Activation256 { get; private set; }

        /// <summary>Duty that the loop proposed to the guard, 0 to 10000.</summary>
        public int ProposedDuty { get; private set; }

        /// <summary>Current duty of the output, 0 to 10000.</summary>
        public int Duty { get; private set; }

        /// <summary>Time of the inference in microseconds.</summary>
        public uint InferenceMicroseconds { get; private set; }

        /// <summary>The frame, row-major HWC, in the sensor's units.</summary>
        public short[] Frame { get; private set; }

        /// <summary>The model's output tensor, NHWC.</summary>
        public sbyte[] Output { get; private set; }

        /// <summary>Whether there is a second output. Without one the packet is shorter.</summary>
        public bool HasSecond { get; private set; }

        /// <summary>Reason for which the second output has its safe duty; None if it follows the frames.</summary>
        public GuardReason SecondReason { get; private set; }

        /// <summary>Value of the second output's readout, in 1/256.</summary>
        public int SecondActivation256 { get; private set; }

        /// <summary>Duty that the second output's map gave for the last inference, 0 to 10000; the check for
        /// <c>found</c> may have refused it.</summary>
        public int SecondProposedDuty { get; private set; }

        /// <summary>Current duty of the second output, 0 to 10000.</summary>
        public int SecondDuty { get; private set; }

        /// <summary>Returns the maximum size of the payload in bytes.</summary>
        public static int MaxBytes(FrameFormat format, int outputLength, bool hasSecond) =>
            HeadBytes + FramePacket.MaxBytes(format) + OutputHeadBytes + outputLength + (hasSecond ? SecondBytes : 0);

        /// <summary>Writes the step that a loop has just finished.</summary>
        /// <param name="writer">Writer with room for a payload of <see cref="MaxBytes"/>.</param>
        /// <param name="sequence">Number of the step sent before plus 1.</param>
        /// <param name="loop">The loop; call this on its own thread.</param>
        /// <param name="parts">Parts of the loop.</param>
        /// <param name="microseconds">Time of the inference, 0 to 2^32 - 1.</param>
        public static void Write(PacketWriter writer, int sequence, EdgeLoop loop, LoopDescription parts, long microseconds)
        {
            OutputGuard guard = parts.Guard;
            writer.Begin(PacketKind.Step, sequence);
            writer.Long((uint)loop.FrameNumber);
            writer.Byte((int)loop.LastStatus);
            writer.Byte((int)guard.Reason);
            writer.Long((uint)loop.Activation256);
            writer.Word(loop.Duty);
            writer.Word(guard.Duty);
            writer.Long((uint)microseconds);
            FramePacket.WriteValues(writer, parts.Frames.Format, loop.Frame);
            writer.Long((uint)loop.Output.Length);
            writer.Values(loop.Output, loop.Output.Length);
            SecondOutput second = parts.Second;
            if (second != null)
            {
                writer.Byte((int)second.Guard.Reason);
                writer.Long((uint)second.Activation256);
                writer.Word(second.Duty);
                writer.Word(second.Guard.Duty);
            }
            writer.End();
        }

        /// <summary>Reads a step. Returns null if the packet is not a step with such frames and outputs.</summary>
        /// <param name="reader">Reader that holds the packet.</param>
        /// <param name="format">Format of the board's frames, from its description.</param>
        /// <param name="outputLength">Number of values in the output of its model.</param>
        public static StepPacket Read(PacketReader reader, FrameFormat format, int outputLength)
        {
            short[] frame = new short[format.Length];
            int frameBytes = reader.Kind == PacketKind.Step ? FramePacket.ReadValues(reader, HeadBytes, format, frame) : 0;
            int output = HeadBytes + frameBytes, end = output + OutputHeadBytes + outputLength;
            bool hasSecond = reader.PayloadLength == end + SecondBytes;
            if (frameBytes == 0 || reader.PayloadLength != end && !hasSecond || reader.Long(output) != (uint)outputLength) return null;
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
                HasSecond = hasSecond,
            };
            reader.Values(output + OutputHeadBytes, step.Output, outputLength);
            if (!hasSecond) return step;
            step.SecondReason = (GuardReason)reader.Byte(end);
            step.SecondActivation256 = (int)reader.Long(end + 1);
            step.SecondProposedDuty = reader.Word(end + 5);
            step.SecondDuty = reader.Word(end + 7);
            return step;
        }
    }
}
