using System;
using EdgeConv.Frames;

namespace EdgeConv.Link
{
    /// <summary>Description of a board in its answer to a query: its names, its frames and the tensors of its model.</summary>
    public sealed class BoardDescription
    {
        /// <summary>Maximum number of bytes of the payload.</summary>
        public const int MaxBytes = 400;

        private const int MaxNameBytes = 40;
        private const int MaxAxes = 8;

        private int _at;

        /// <summary>Name printed on the board, up to 40 ASCII characters.</summary>
        public string Name { get; set; } = "";

        /// <summary>Name of the chip in the firmware image, such as ESP32_REV3; up to 40 ASCII characters.</summary>
        public string Chip { get; set; } = "";

        /// <summary>Version of the firmware, up to 40 ASCII characters.</summary>
        public string Firmware { get; set; } = "";

        /// <summary>Name of the model that runs, up to 40 ASCII characters.</summary>
        public string Model { get; set; } = "";

        /// <summary>Format of the frames that the board uses, or null while it waits for its sensor.</summary>
        public FrameFormat Frames { get; set; }

        /// <summary>Whether the board uses frames that come over the link instead of a sensor's.</summary>
        public bool TakesFrames { get; set; }

        /// <summary>Input tensor of its model, or null while no model runs.</summary>
        public TensorInfo Input { get; set; }

        /// <summary>Output tensor of its model, or null while no model runs.</summary>
        public TensorInfo Output { get; set; }

        /// <summary>Writes the description as the answer to a query.</summary>
        /// <param name="writer">Writer with room for a payload of <see cref="MaxBytes"/>.</param>
        /// <param name="sequence">Number of the query.</param>
        public void Write(PacketWriter writer, int sequence)
        {
            writer.Begin(PacketKind.Description, sequence);
            Write(writer, Name);
            Write(writer, Chip);
            Write(writer, Firmware);
            Write(writer, Model);
            writer.Byte(TakesFrames ? 1 : 0);
            writer.Byte(Frames == null ? 0 : 1);
            if (Frames != null)
            {
                writer.Word(Frames.Height);
                writer.Word(Frames.Width);
                writer.Word(Frames.Channels);
                writer.Word(Frames.Minimum);
                writer.Word(Frames.Maximum);
            }
            Write(writer, Input);
            Write(writer, Output);
            writer.End();
        }

        /// <summary>Reads a description. Returns null if the packet does not hold one.</summary>
        public static BoardDescription Read(PacketReader reader)
        {
            if (reader.Kind != PacketKind.Description || reader.PayloadLength > MaxBytes) return null;
            var board = new BoardDescription();
            try
            {
                board.Name = board.ReadName(reader);
                board.Chip = board.ReadName(reader);
                board.Firmware = board.ReadName(reader);
                board.Model = board.ReadName(reader);
                board.TakesFrames = board.Next(reader, 1) && reader.Byte(board._at - 1) != 0;
                if (board.Next(reader, 1) && reader.Byte(board._at - 1) != 0 && board.Next(reader, 10))
                {
                    int at = board._at - 10;
                    board.Frames = new FrameFormat(reader.Word(at), reader.Word(at + 2), reader.Word(at + 4), (short)reader.Word(at + 6),
                        (short)reader.Word(at + 8));
                }
                board.Input = board.ReadTensor(reader);
                board.Output = board.ReadTensor(reader);
                return board._at == reader.PayloadLength ? board : null;
            }
            catch (ArgumentException)
            {
                return null;
            }
        }

        private static void Write(PacketWriter writer, string name)
        {
            int length = name.Length < MaxNameBytes ? name.Length : MaxNameBytes;
            writer.Byte(length);
            for (int i = 0; i < length; i++) writer.Byte(name[i]);
        }

        private static void Write(PacketWriter writer, TensorInfo tensor)
        {
            writer.Byte(tensor == null ? 0 : tensor.Rank);
            if (tensor == null) return;
            for (int axis = 0; axis < tensor.Rank; axis++) writer.Long((uint)tensor.Axis(axis));
            writer.Long(BitConverter.ToUInt32(BitConverter.GetBytes(tensor.Scale), 0));
            writer.Byte(tensor.ZeroPoint);
        }

        // Advances by a number of bytes in the payload.
        private bool Next(PacketReader reader, int bytes)
        {
            _at += bytes;
            if (_at > reader.PayloadLength) throw new ArgumentException("the payload is too short");
            return true;
        }

        private string ReadName(PacketReader reader)
        {
            Next(reader, 1);
            char[] name = new char[reader.Byte(_at - 1)];
            Next(reader, name.Length);
            for (int i = 0; i < name.Length; i++) name[i] = (char)reader.Byte(_at - name.Length + i);
            return new string(name);
        }

        private TensorInfo ReadTensor(PacketReader reader)
        {
            Next(reader, 1);
            int rank = reader.Byte(_at - 1), first = _at;
            if (rank == 0) return null;
            if (rank > MaxAxes) throw new ArgumentException("too many axes");
            Next(reader, 4 * rank + 5);
            int[] shape = new int[rank];
            for (int axis = 0; axis < rank; axis++) shape[axis] = (int)reader.Long(first + 4 * axis);
            float scale = BitConverter.ToSingle(BitConverter.GetBytes(reader.Long(_at - 5)), 0);
            return new TensorInfo(shape, scale, (sbyte)reader.Byte(_at - 1));
        }
    }
}
