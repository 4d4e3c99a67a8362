using System;
using EdgeConv.Link;
using EdgeConv.Models;

namespace EdgeConv.Slots
{
    /// <summary>
    /// The self-test of an .ecm file: steps that a board computes with the model, and the CRC-32 that each must give. A step runs one layer
    /// on noise of its own, or the whole model on noise or on a frame. Layout: docs/ecm.md, Self-test.
    /// </summary>
    /// <remarks>
    /// <see cref="Read"/> checks everything and allocates all that a run needs, less than 300 bytes. Each run reads its step from the
    /// source again: keep the source open until the last.
    /// </remarks>
    public sealed class SelfTest
    {
        /// <summary>Maximum number of layers that are tested alone.</summary>
        public const int MaxLayers = 250;

        /// <summary>Maximum number of inputs of the whole model.</summary>
        public const int MaxInputs = 4;

        /// <summary>Maximum number of inferences in the test of one layer.</summary>
        public const int MaxRounds = 1000;

        // Bytes of a layer's step, and of what every input compares; the model's inputs in the file's head.
        private const int LayerBytes = 48, ComparedBytes = 12, TensorsAt = 32;

        private const int PieceBytes = 64;

        private readonly IModelSource _source;
        private readonly byte[] _piece = new byte[PieceBytes];
        private readonly sbyte[] _values = new sbyte[PieceBytes];
        private readonly int[] _starts = new int[MaxInputs];    // where in the file each input begins
        private int _layers, _layersAt, _inputs, _modelInputs;
        private int _at, _end;                                  // the next word in the file, and where they end

        private SelfTest(IModelSource source) => _source = source;

        /// <summary>Number of steps, 1 or above: the layers first, then the inputs of the whole model.</summary>
        public int Count => _layers + _inputs;

        /// <summary>Reads the self-test of a file. Load the model first: that checks the file's own CRC.</summary>
        /// <param name="source">The file; kept for the runs.</param>
        /// <returns>Null if the file has none.</returns>
        /// <exception cref="ModelFormatException">
        /// No .ecm file, or a self-test that is damaged or points to what the model does not have.
        /// </exception>
        public static SelfTest Read(IModelSource source)
        {
            SelfTest read = new SelfTest(source);
            return read.ReadAll() ? read : null;
        }

        /// <summary>Runs a step and compares. Allocates nothing.</summary>
        /// <param name="model">What was loaded from the same file.</param>
        /// <param name="index">0 to <see cref="Count"/> - 1.</param>
        /// <returns>True if the model computed what the file says.</returns>
        /// <exception cref="ModelFormatException">The source no longer gives its bytes.</exception>
        public bool Run(PackedModel model, int index)
        {
            uint crc = Crc(model, index);
            return crc == (uint)Word();
        }

        /// <summary>CRC-32 of what a step computes.</summary>
        /// <param name="model">What was loaded from the same file.</param>
        /// <param name="index">0 to <see cref="Count"/> - 1.</param>
        /// <exception cref="ModelFormatException">The source no longer gives its bytes.</exception>
        public uint Crc(PackedModel model, int index)
        {
            uint crc = 0;
            if (index < _layers)
            {
                _at = _layersAt + index * LayerBytes;
                int first = Word(), end = Word(), x = Word(), length = Word();
                uint state = (uint)Word();
                int power = Word(), shift = Word(), low = Word(), y = Word(), bytes = Word();
                for (int rounds = Word(); rounds > 0; rounds--)
                {
                    state = WriteNoise(model, x, length, state, 1, power++ & 3, shift, low);
                    model.Run(first, end);
                    crc = Append(crc, model, y, bytes);
                }
                return crc;
            }
            WriteInputs(model, _starts[index - _layers]);
            int after = _at;
            _at = _starts[0] - ComparedBytes;
            int records = Word(), offset = Word(), compared = Word();
            model.Run(0, records);
            _at = after;
            return Append(0, model, offset, compared);
        }

        /// <summary>
        /// Makes noise: a new value every <paramref name="run"/> elements, from the upper byte of a generator's state. Source: G.
        /// Marsaglia, "Xorshift RNGs", 2003, the shifts 13, 17, 5.
        /// </summary>
        /// <param name="values">Receives it from index 0 on.</param>
        /// <param name="count">How many elements.</param>
        /// <param name="first">How many elements of the tensor come before.</param>
        /// <param name="state">A seed other than 0, or what the call before returned.</param>
        /// <param name="run">How many elements in a row have the same value, 1 or above.</param>
        /// <param name="power">0 to 3: how often the byte, a fraction of 256, is squared, which makes small values frequent.</param>
        /// <param name="shift">0 to 7: how often the result is halved.</param>
        /// <param name="low">What is added: the least value.</param>
        /// <returns>The generator's state.</returns>
        public static uint Noise(sbyte[] values, int count, int first, uint state, int run, int power, int shift, int low)
        {
            int next = (first + run - 1) / run * run - first;
            sbyte value = Value(state, power, shift, low);
            for (int i = 0; i < count; i++)
            {
                if (i == next)
                {
                    state ^= state << 13;
                    state ^= state >> 17;
                    state ^= state << 5;
                    value = Value(state, power, shift, low);
                    next += run;
                }
                values[i] = value;
            }
            return state;
        }

        private static sbyte Value(uint state, int power, int shift, int low)
        {
            int drawn = (int)(state >> 24);
            for (; power > 0; power--) drawn = drawn * drawn >> 8;
            return (sbyte)(low + (drawn >> shift));
        }

        // False if there is no self-test.
        private bool ReadAll()
        {
            _end = _source.Length - 4;
            if (_end < 32 || _end % 4 != 0 || Word() != 0x004D4345) throw Refusal("no .ecm file");
            int version = Word();
            if (version == 1) return false;
            if (version != 2) throw Refusal("version " + version.ToString() + " of the layout");
            int bytes = Word(0, _end - TensorsAt, "bytes"), arena = Word(1, 1 << 26, "arena");
            if (bytes == 0) return false;
            Word(1, int.MaxValue, "RAM");
            _modelInputs = Word(1, 64, "inputs");
            Word(1, 64, "outputs");
            int records = Word(1, 1 << 23, "records"), length = 0;
            for (int i = 0; i < _modelInputs; i++)
            {
                int offset = Word(0, arena - 1, "offset");
                length += TensorLength(arena - offset);
                if (length > arena) throw Refusal("the model's inputs are larger than its arena");
            }

            _at = _end - bytes;
            _layers = Word(0, MaxLayers, "layers");
            _layersAt = _at;
            for (int i = 0; i < _layers; i++)
            {
                int first = Word(0, records - 1, "first record");
                Word(first + 1, records, "last record");
                CheckPart(arena);
                CheckNoise();
                CheckPart(arena);
                Word(1, MaxRounds, "rounds");
                _at += 4;
            }
            _inputs = Word(_layers == 0 ? 1 : 0, MaxInputs, "inputs");
            if (_inputs > 0)
            {
                Word(1, records, "records");
                CheckPart(arena);
            }
            for (int i = 0; i < _inputs; i++)
            {
                _starts[i] = _at;
                if (Word(0, 1, "kind of input") == 0)
                {
                    Word(1, ushort.MaxValue, "run");
                    CheckNoise();
                }
                else if (length > _end - _at) throw Refusal("it ends early");
                else _at += (length + 3) & ~3;
                _at += 4;
            }
            if (_at != _end) throw Refusal("it has other fields than it should");
            return true;
        }

        private void CheckPart(int arena)
        {
            int offset = Word(0, arena - 1, "offset");
            Word(1, arena - offset, "elements");
        }

        private void CheckNoise()
        {
            if (Word(int.MinValue, int.MaxValue, "seed") == 0) throw Refusal("a seed of 0");
            Word(0, 3, "power");
            int shift = Word(0, 7, "shift");
            Word(-128, 127 - (255 >> shift), "least value");
        }

        // Elements of the tensor whose offset was read last.
        private int TensorLength(int max)
        {
            // Zero point and scale.
            _at += 8;
            int length = 1;
            for (int axes = Word(1, 6, "axes"); axes > 0; axes--) length *= Word(1, max / length, "extent");
            return length;
        }

        // Writes the model's inputs, which the file has from a position on: as noise, or their elements.
        private void WriteInputs(PackedModel model, int start)
        {
            _at = start;
            bool isNoise = Word() == 0;
            int run = isNoise ? Word() : 0;
            uint state = isNoise ? (uint)Word() : 0;
            int power = isNoise ? Word() : 0, shift = isNoise ? Word() : 0, low = isNoise ? Word() : 0;
            int after = _at, tensor = TensorsAt;
            for (int i = 0; i < _modelInputs; i++)
            {
                _at = tensor;
                int offset = Word(), length = TensorLength(int.MaxValue);
                tensor = _at;
                _at = after;
                if (isNoise) state = WriteNoise(model, offset, length, state, run, power, shift, low);
                else WriteElements(model, offset, length);
                after = _at;
            }
            _at = (_at + 3) & ~3;
        }

        private uint WriteNoise(PackedModel model, int offset, int length, uint state, int run, int power, int shift, int low)
        {
            for (int done = 0; done < length; done += PieceBytes)
            {
                int count = length - done < PieceBytes ? length - done : PieceBytes;
                state = Noise(_values, count, done, state, run, power, shift, low);
                model.Write(offset + done, _values, count);
            }
            return state;
        }

        private void WriteElements(PackedModel model, int offset, int length)
        {
            for (int done = 0; done < length; done += PieceBytes)
            {
                int count = length - done < PieceBytes ? length - done : PieceBytes;
                Fill(count);
                for (int i = 0; i < count; i++) _values[i] = (sbyte)_piece[i];
                model.Write(offset + done, _values, count);
            }
        }

        private uint Append(uint crc, PackedModel model, int offset, int length)
        {
            for (int done = 0; done < length; done += PieceBytes)
            {
                int count = length - done < PieceBytes ? length - done : PieceBytes;
                model.Read(offset + done, _piece, count);
                crc = Crc32.Append(crc, _piece, 0, count);
            }
            return crc;
        }

        private static ModelFormatException Refusal(string why) => new ModelFormatException("self-test: " + why);

        private int Word()
        {
            Fill(4);
            return BitConverter.ToInt32(_piece, 0);
        }

        private int Word(int min, int max, string name)
        {
            if (_at > _end - 4) throw Refusal("it ends early");
            int value = Word();
            if (value < min || value > max)
                throw Refusal(name + ": " + value.ToString() + " is not within " + min.ToString() + " to " + max.ToString());
            return value;
        }

        private void Fill(int count)
        {
            if (_source.Read(_at, _piece, count) != count) throw Refusal("bytes at " + _at.ToString() + " cannot be read");
            _at += count;
        }
    }
}
