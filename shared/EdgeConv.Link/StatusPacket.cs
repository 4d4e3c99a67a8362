using EdgeConv.Actuation;
using EdgeConv.Frames;

namespace EdgeConv.Link
{
    /// <summary>Status of a board: counters of its loop since the start, and the current state of its output.</summary>
    public sealed class StatusPacket
    {
        private const int Bytes = 54, SecondBytes = 8;

        /// <summary>Whether its loop runs; if not, it waits for its sensor.</summary>
        public bool IsRunning { get; set; }

        /// <summary>Result of reading the last frame.</summary>
        public FrameStatus FrameStatus { get; set; }

        /// <summary>Reason for which the output has its safe duty; None if it follows the frames.</summary>
        public GuardReason Reason { get; set; }

        /// <summary>Current duty of the output, 0 to 10000.</summary>
        public int Duty { get; set; }

        /// <summary>Seconds since the chip's reset.</summary>
        public uint UptimeSeconds { get; set; }

        /// <summary>Number of good frames.</summary>
        public uint Frames { get; set; }

        /// <summary>Number of frames that came too late.</summary>
        public uint LateFrames { get; set; }

        /// <summary>Number of frames for which the sensor failed.</summary>
        public uint FailedFrames { get; set; }

        /// <summary>Number of frames that repeated the frame before too often.</summary>
        public uint FrozenFrames { get; set; }

        /// <summary>Number of frames with values that the sensor cannot give.</summary>
        public uint ImplausibleFrames { get; set; }

        /// <summary>Number of frames for which the model failed or was not plausible.</summary>
        public uint ModelFaults { get; set; }

        /// <summary>Number of exceptions of the output's driver.</summary>
        public uint OutputFaults { get; set; }

        /// <summary>Number of damaged packets.</summary>
        public uint DamagedPackets { get; set; }

        /// <summary>Time of the last inference in microseconds.</summary>
        public uint InferenceMicroseconds { get; set; }

        /// <summary>Free bytes of the managed heap.</summary>
        public uint FreeBytes { get; set; }

        /// <summary>Time from frame to frame, in microseconds.</summary>
        public uint PeriodMicroseconds { get; set; }

        /// <summary>Whether there is a second output. Without one the packet is shorter.</summary>
        public bool HasSecond { get; set; }

        /// <summary>Current duty of the second output, 0 to 10000.</summary>
        public int SecondDuty { get; set; }

        /// <summary>Reason for which the second output has its safe duty; None if it follows the frames.</summary>
        public GuardReason SecondReason { get; set; }

        /// <summary>Number of exceptions of the second output's driver.</summary>
        public uint SecondFaults { get; set; }

        /// <summary>Writes the status as the answer to a packet.</summary>
        public void Write(PacketWriter writer, int sequence)
        {
            writer.Begin(PacketKind.Status, sequence);
            writer.Byte(IsRunning ? 1 : 0);
            writer.Byte((int)FrameStatus);
            writer.Word((int)Reason);
            writer.Word(Duty);
            writer.Long(UptimeSeconds);
            writer.Long(Frames);
            writer.Long(LateFrames);
            writer.Long(FailedFrames);
            writer.Long(FrozenFrames);
            writer.Long(ImplausibleFrames);
            writer.Long(ModelFaults);
            writer.Long(OutputFaults);
            writer.Long(DamagedPackets);
            writer.Long(InferenceMicroseconds);
            writer.Long(FreeBytes);
            writer.Long(PeriodMicroseconds);
            if (HasSecond)
            {
                writer.Word(SecondDuty);
                writer.Word((int)SecondReason);
                writer.Long(SecondFaults);
            }
            writer.End();
        }

        /// <summary>Reads a status. Returns null if the packet does not hold one.</summary>
        public static StatusPacket Read(PacketReader reader)
        {
            bool hasSecond = reader.PayloadLength == Bytes + SecondBytes;
            if (reader.Kind != PacketKind.Status || reader.PayloadLength != Bytes && !hasSecond) return null;
            var status = new StatusPacket
            {
                IsRunning = reader.Byte(0) != 0,
                FrameStatus = (FrameStatus)reader.Byte(1),
                Reason = (GuardReason)reader.Word(2),
                Duty = reader.Word(4),
                UptimeSeconds = reader.Long(6),
                Frames = reader.Long(10),
                LateFrames = reader.Long(14),
                FailedFrames = reader.Long(18),
                FrozenFrames = reader.Long(22),
                ImplausibleFrames = reader.Long(26),
                ModelFaults = reader.Long(30),
                OutputFaults = reader.Long(34),
                DamagedPackets = reader.Long(38),
                InferenceMicroseconds = reader.Long(42),
                FreeBytes = reader.Long(46),
                PeriodMicroseconds = reader.Long(50),
                HasSecond = hasSecond,
            };
            if (!hasSecond) return status;
            status.SecondDuty = reader.Word(Bytes);
            status.SecondReason = (GuardReason)reader.Word(Bytes + 2);
            status.SecondFaults = reader.Long(Bytes + 4);
            return status;
        }
    }
}
