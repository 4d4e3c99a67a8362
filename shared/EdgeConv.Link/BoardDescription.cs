using System;
using EdgeConv.Frames;

namespace EdgeConv.Link
{
    /// <summary>What a board says it is when it is asked: its name, the frames it takes or gives, or the tensors of its model.</summary>
    public sealed class BoardDescription
    {
        /// <summary>Takes frames in place of a sensor's.</summary>
        public const int TakesFrames = 1;

        /// <summary>Gives the frames of its sensor.</summary>
        public const int GivesFrames = 2;

        /// <summary>Runs its model on the inputs it is sent.</summary>
        public const int RunsModel = 3;

        /// <summary>Maximum number of bytes of the payload.</summary>
        public const int MaxBytes = 256;

        private const int MaxNameBytes = 64;
        private const int MaxAxes = 8;

        private int _at;

        /// <summary>A board with frames.</summary>
        /// <param name="role"><see cref="TakesFrames"/> or <see cref="GivesFrames"/>.</param>
        /// <param name="name">What is printed on the board, up to 64 ASCII characters.</param>
        /// <param name="frames">Their shape and range.</param>
        public BoardDescription(int role, string name, FrameFormat frames)
        {
            Role = role;
            Name = name;
            Frames = frames;
        }

        /// <summary>A board with a model.</summary>
        public BoardDescription(string name, TensorInfo input, TensorInfo output)
        {
            Role = RunsModel;
            Name = name;
            Input = input;
            Output = output;
        }

        private BoardDescription()
        {
        }

        /// <summary>One of the three roles.</summary>
        public int Role { get; private set; }

        /// <summary>What is printed on the board.</summary>
        public string Name { get; private set; }

        /// <summary>Its frames, or null.</summary>
        public FrameFormat Frames { get; private set; }

        /// <summary>What its model takes, or null.</summary>
        public TensorInfo Input { get; private set; }

        /// <summary>What its model gives, or null.</summary>
        public TensorInfo Output { get; private set; }

        /// <summary>Writes it as the answer to a query.</summary>
        /// <param name="writer">Has room for <see cref="MaxBytes"/>.</param>
        /// <param name="sequence">Number of the query.</param>
        public void Write(PacketWriter writer, int sequence)
        {
            writer.Begin(PacketKind.Description, sequence);
            writer.Byte(Role);
            writer.Byte(Name.Length);
            for (int i = 0; i < Name.Length; i++) writer.Byte(Name[i]);
            if (Frames != null)
            {
                writer.Word(Frames.Height);
                writer.Word(Frames.Width);
                writer.Word(Frames.Channels);
                writer.Word(Frames.Minimum);
                writer.Word(Frames.Maximum);
            }
            else
            {
                Write(writer, Input);
                Write(writer, Output);
            }
            writer.End();
        }

        /// <summary>Reads one. Null where the packet is none.</summary>
        public static BoardDescription Read(PacketReader reader)
        {
            if (reader.Kind != PacketKind.Description || reader.PayloadLength < 2 || reader.PayloadLength > MaxBytes
                || reader.Byte(1) > MaxNameBytes || reader.PayloadLength < 2 + reader.Byte(1)) return null;
            var board = new BoardDescription { Role = reader.Byte(0), Name = "", _at = 2 };
            for (int left = reader.Byte(1); left > 0; left--) board.Name += (char)reader.Byte(board._at++);
            try
            {
                if (board.Role == TakesFrames || board.Role == GivesFrames)
                {
                    if (reader.PayloadLength != board._at + 10) return null;
                    board.Frames = new FrameFormat(reader.Word(board._at), reader.Word(board._at + 2), reader.Word(board._at + 4),
                        (short)reader.Word(board._at + 6), (short)reader.Word(board._at + 8));
                    return board;
                }
                board.Input = board.ReadTensor(reader);
                board.Output = board.ReadTensor(reader);
                return board.Role == RunsModel && board.Output != null && board._at == reader.PayloadLength ? board : null;
            }
            catch (ArgumentException)
            {
                return null;
            }
        }

        private static void Write(PacketWriter writer, TensorInfo tensor)
        {
            writer.Byte(tensor.Rank);
            for (int axis = 0; axis < tensor.Rank; axis++) writer.Long((uint)tensor.Axis(axis));
            writer.Long(BitConverter.ToUInt32(BitConverter.GetBytes(tensor.Scale), 0));
            writer.Byte(tensor.ZeroPoint);
        }

        private TensorInfo ReadTensor(PacketReader reader)
        {
            int rank = _at < reader.PayloadLength ? reader.Byte(_at) : 0;
            if (rank == 0 || rank > MaxAxes || _at + 6 + 4 * rank > reader.PayloadLength) return null;
            int[] shape = new int[rank];
            for (int axis = 0; axis < rank; axis++) shape[axis] = (int)reader.Long(_at + 1 + 4 * axis);
            _at += 1 + 4 * rank;
            float scale = BitConverter.ToSingle(BitConverter.GetBytes(reader.Long(_at)), 0);
            _at += 5;
            return new TensorInfo(shape, scale, (sbyte)reader.Byte(_at - 1));
        }
    }
}
