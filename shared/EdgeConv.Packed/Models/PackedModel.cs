using System;
using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>
    /// A model that is loaded from an .ecm file and run by the generic kernels (the packed engine). The whole file is checked before
    /// anything is allocated, and an inference allocates nothing. docs/ecm.md describes the file format.
    /// </summary>
    public sealed class PackedModel : IModel
    {
        private readonly sbyte[] _arena;
        private readonly PackedOperator[] _operators;
        private readonly TensorInfo[] _inputs, _outputs;
        private readonly int[] _inputOffsets, _outputOffsets;

        // Reads the whole file, to check it or to load it (EcmReader.IsLoading).
        private PackedModel(EcmReader file)
        {
            if (file.Word() != EcmReader.Magic) throw new ModelFormatException("no .ecm file: the mark ECM is missing");
            int version = file.Word();
            if (version < 1 || version > EcmReader.Version)
                throw new ModelFormatException("version " + version.ToString() + " of the layout, this library reads versions 1 to "
                    + EcmReader.Version.ToString() + ": pack the model again");
            int selfTest = version == 1 ? 0 : file.Int(0, EcmReader.MaxLength, "bytes of the self-test");
            file.ArenaLength = file.Int(1, EcmReader.MaxLength, "arena");
            StatedBytes = file.Int(1, int.MaxValue, "RAM");
            int inputs = file.Int(1, 64, "inputs"), outputs = file.Int(1, 64, "outputs");
            int operators = file.Int(0, EcmReader.MaxLength / 8, "operators");
            _inputs = new TensorInfo[inputs];
            _inputOffsets = new int[inputs];
            _outputs = new TensorInfo[outputs];
            _outputOffsets = new int[outputs];
            file.Need(4 * inputs + 4 * outputs);
            ReadTensors(file, _inputs, _inputOffsets);
            ReadTensors(file, _outputs, _outputOffsets);
            if (file.IsLoading)
            {
                _arena = new sbyte[file.ArenaLength];
                file.Arena = _arena;
                _operators = new PackedOperator[operators];
            }
            for (int i = 0; i < operators; i++)
            {
                PackedOperator read = ReadOperator(file, i);
                if (file.IsLoading) _operators[i] = read;
            }
            file.Skip(selfTest);
            file.End();
            RequiredBytes = file.ArenaLength + file.Workspace.Bytes + file.Needed;
        }

        /// <summary>The size of the elements of all arrays in bytes: arena, weights, tables and the kernels' buffers. The runtime adds
        /// about 20 bytes per array and 12 bytes per field of an object.</summary>
        public long RequiredBytes { get; }

        /// <summary>Number of inputs.</summary>
        public int InputCount => _inputs.Length;

        /// <summary>Number of outputs.</summary>
        public int OutputCount => _outputs.Length;

        /// <summary>Shape and quantization of the first input.</summary>
        public TensorInfo Input => _inputs[0];

        /// <summary>Shape and quantization of the first output.</summary>
        public TensorInfo Output => _outputs[0];

        private int StatedBytes { get; }

        /// <summary>Shape and quantization of one input.</summary>
        /// <param name="index">0 to <see cref="InputCount"/> - 1.</param>
        public TensorInfo InputAt(int index) => _inputs[index];

        /// <summary>Shape and quantization of one output.</summary>
        /// <param name="index">0 to <see cref="OutputCount"/> - 1.</param>
        public TensorInfo OutputAt(int index) => _outputs[index];

        /// <summary>Loads a model from an array, without a limit on the memory it takes.</summary>
        /// <param name="file">All bytes of the file; the model keeps none of them.</param>
        /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
        /// <exception cref="ModelFormatException">The file is damaged.</exception>
        public static PackedModel Load(byte[] file) => Load(new ByteArraySource(file), EcmReader.MaxLength);

        /// <summary>Loads a model. The file is read twice in pieces of 512 bytes, first to check it, then to load it.</summary>
        /// <param name="source">The file.</param>
        /// <param name="ramBudget">Maximum size of the model's arrays in bytes, see <see cref="RequiredBytes"/>. Loading itself takes
        /// another 2 KB, which are freed afterwards.</param>
        /// <exception cref="ModelFormatException">The file is damaged, or the model needs more than <paramref name="ramBudget"/>: then
        /// nothing was allocated.</exception>
        public static PackedModel Load(IModelSource source, int ramBudget)
        {
            EcmReader check = new EcmReader(source, null);
            PackedModel plan = Read(check);
            if (plan.StatedBytes != plan.RequiredBytes)
                throw new ModelFormatException("the file states " + plan.StatedBytes.ToString() + " bytes of RAM, it needs "
                    + plan.RequiredBytes.ToString());
            if (plan.RequiredBytes > ramBudget)
                throw new ModelFormatException("the model needs " + plan.RequiredBytes.ToString() + " bytes of RAM, " + ramBudget.ToString()
                    + " are allowed");
            check.Workspace.Allocate();
            return Read(new EcmReader(source, check.Workspace));
        }

        /// <summary>Checks a file and returns the memory it will take in bytes, see <see cref="RequiredBytes"/>. Loads nothing.</summary>
        /// <exception cref="ModelFormatException">The file is damaged.</exception>
        public static long Measure(IModelSource source) => Read(new EcmReader(source, null)).RequiredBytes;

        /// <summary>Runs one inference.</summary>
        /// <param name="input">All inputs, one after another, each row-major NHWC.</param>
        /// <param name="output">Receives all outputs, one after another, each row-major NHWC.</param>
        public void Invoke(sbyte[] input, sbyte[] output)
        {
            for (int i = 0, at = 0; i < _inputs.Length; at += _inputs[i++].Length)
                Array.Copy(input, at, _arena, _inputOffsets[i], _inputs[i].Length);
            for (int i = 0; i < _operators.Length; i++)
                if (_operators[i] != null) _operators[i].Invoke(_arena);
            for (int i = 0, at = 0; i < _outputs.Length; at += _outputs[i++].Length)
                Array.Copy(_arena, _outputOffsets[i], output, at, _outputs[i].Length);
        }

        /// <summary>Runs some records of the file on the present content of the arena, for a test of single layers.</summary>
        /// <param name="first">Index of the first record, constants included; 0 begins an inference.</param>
        /// <param name="end">Index after the last record to run, at most the number of records.</param>
        public void Run(int first, int end)
        {
            for (int i = first; i < end; i++)
                if (_operators[i] != null) _operators[i].Invoke(_arena);
        }

        /// <summary>Writes elements into the arena, which holds all activations.</summary>
        /// <param name="offset">Position of the first element in the arena, from 0.</param>
        /// <param name="part">Holds the elements from index 0 on.</param>
        /// <param name="count">Number of elements; <paramref name="offset"/> + <paramref name="count"/> is at most the arena's
        /// length.</param>
        public void Write(int offset, sbyte[] part, int count) => Array.Copy(part, 0, _arena, offset, count);

        /// <summary>Reads elements of the arena.</summary>
        /// <param name="offset">Position of the first element in the arena, from 0.</param>
        /// <param name="part">Receives the elements from index 0 on, in two's complement.</param>
        /// <param name="count">Number of elements; <paramref name="offset"/> + <paramref name="count"/> is at most the arena's
        /// length.</param>
        public void Read(int offset, byte[] part, int count)
        {
            for (int i = 0; i < count; i++) part[i] = (byte)_arena[offset + i];
        }

        // A kernel's ArgumentException means that the file is damaged, so it becomes a ModelFormatException.
        private static PackedModel Read(EcmReader file)
        {
            try
            {
                return new PackedModel(file);
            }
            catch (ArgumentException e)
            {
                throw new ModelFormatException(e.Message);
            }
        }

        private static void ReadTensors(EcmReader file, TensorInfo[] tensors, int[] offsets)
        {
            for (int i = 0; i < tensors.Length; i++)
            {
                offsets[i] = file.Word();
                // 512 is added to the zero point of a tensor that is uint8 in the original model: 384 to 639 instead of -128 to 127.
                // TensorInfo refuses any other number.
                int zeroPoint = file.Word();
                bool isUnsigned = zeroPoint >= 384;
                if (isUnsigned) zeroPoint -= 512;
                float scale = file.Scale();
                int[] shape = file.Shape();
                tensors[i] = new TensorInfo(shape, scale, zeroPoint, isUnsigned);
                file.CheckRange(offsets[i], tensors[i].Length);
                file.Need(4 * shape.Length);
            }
        }

        private static PackedOperator ReadOperator(EcmReader file, int index)
        {
            int code = 0;
            try
            {
                code = file.Word();
                int end = file.Int(8, EcmReader.MaxLength, "bytes of the record") + file.Position - 8;
                PackedOperator read = PackedRecords.Read(code, file);
                file.Align();
                if (file.Position != end) throw new ModelFormatException("the record has other fields than it should");
                return read;
            }
            catch (ArgumentException e)
            {
                throw new ModelFormatException("operator " + index.ToString() + " of code " + code.ToString() + ": " + e.Message);
            }
            catch (ModelFormatException e)
            {
                throw new ModelFormatException("operator " + index.ToString() + " of code " + code.ToString() + ": " + e.Message);
            }
        }
    }
}
