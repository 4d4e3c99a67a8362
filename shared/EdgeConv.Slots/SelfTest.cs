using System;
using EdgeConv.Link;
using EdgeConv.Models;

namespace EdgeConv.Slots
{
    /// <summary>
    /// The self-test of an .ecm file: up to four inputs, each with the CRC-32 of what the layers with weights give for it. A board that
    /// computes anything else does not run the model as the desktop does. Layout: docs/ecm.md, Self-test.
    /// </summary>
    /// <remarks>
    /// Everything is read and checked by <see cref="Read"/>, which allocates all that a run needs: one input of the model and 13 bytes for
    /// each layer that is compared. Inputs that are stored in the file are read again by each run: keep the source open until the last.
    /// </remarks>
    public sealed class SelfTest
    {
        /// <summary>Maximum number of inputs.</summary>
        public const int MaxInputs = 4;

        /// <summary>Maximum number of parts of the arena that are compared.</summary>
        public const int MaxCheckpoints = 255;

        /// <summary>Maximum number of inferences with one input's noise.</summary>
        public const int MaxRounds = 1000;

        private const int PieceBytes = 64;

        private readonly IModelSource _source;
        private readonly byte[] _piece = new byte[PieceBytes];
        private readonly int[] _checkpoints, _starts;       // 3 words each: see Crc; where in the file each input begins
        private readonly sbyte[] _input;
        private int _at, _end;                              // the next word in the file, and where they end

        private SelfTest(IModelSource source)
        {
            _source = source;
            _at = 8;
            _end = source.Length - 4;
            int bytes = Word(0, _end - 40, "bytes of the self-test"), arena = Word(1, 1 << 26, "arena");
            if (bytes == 0) return;
            Word(1, int.MaxValue, "RAM");
            int inputs = Word(1, 64, "inputs");
            Word(1, 64, "outputs");
            int records = Word(1, 1 << 23, "records");
            long length = 0;
            for (int i = 0; i < inputs; i++)
            {
                // Offset, zero point and scale.
                _at += 12;
                long product = 1;
                for (int axes = Word(1, 6, "axes"); axes > 0; axes--) product *= Word(1, (int)(arena / product), "extent");
                length += product;
            }
            if (length > arena) throw new ModelFormatException("self-test: the inputs are larger than the arena");

            _at = _end - bytes;
            _checkpoints = new int[3 * Word(1, MaxCheckpoints, "checkpoints")];
            for (int i = 0; i < _checkpoints.Length; i += 3)
            {
                _checkpoints[i] = Word(i == 0 ? 1 : _checkpoints[i - 3], records, "records to run");
                _checkpoints[i + 1] = Word(0, arena - 1, "offset");
                _checkpoints[i + 2] = Word(1, arena - _checkpoints[i + 1], "bytes to compare");
            }
            _starts = new int[Word(1, MaxInputs, "inputs")];
            for (int i = 0; i < _starts.Length; i++)
            {
                _starts[i] = _at;
                if (Word(0, 1, "kind of input") == 1)
                {
                    if (length > _end - _at) throw new ModelFormatException("self-test: it ends early");
                    _at += ((int)length + 3) & ~3;
                }
                else
                {
                    if (Word(int.MinValue, int.MaxValue, "seed") == 0) throw new ModelFormatException("self-test: a seed of 0");
                    Word(1, ushort.MaxValue, "run");
                    int shift = Word(0, 7, "shift");
                    Word((128 >> shift) - 128, 127 - (127 >> shift), "center");
                    Word(1, MaxRounds, "rounds");
                }
                Word(int.MinValue, int.MaxValue, "CRC");
            }
            if (_at != _end) throw new ModelFormatException("self-test: it has other fields than it should");
            _input = new sbyte[(int)length];
        }

        /// <summary>Number of inputs, 1 to <see cref="MaxInputs"/>.</summary>
        public int Count => _starts.Length;

        /// <summary>Reads the self-test of a file. Load the model first: that checks the file's own CRC.</summary>
        /// <param name="source">The file; kept for the runs.</param>
        /// <returns>Null if the file has none.</returns>
        /// <exception cref="ModelFormatException">
        /// No .ecm file, or a self-test that is damaged or points to what the file does not have: then nothing larger than 3 KB was
        /// allocated.
        /// </exception>
        public static SelfTest Read(IModelSource source)
        {
            byte[] head = new byte[8];
            if (source.Length < 36 || source.Length % 4 != 0 || source.Read(0, head, 8) != 8 || BitConverter.ToInt32(head, 0) != 0x004D4345)
                throw new ModelFormatException("self-test: no .ecm file");
            int version = BitConverter.ToInt32(head, 4);
            if (version == 1) return null;
            if (version != 2) throw new ModelFormatException("self-test: version " + version.ToString() + " of the layout");
            SelfTest read = new SelfTest(source);
            return read._input == null ? null : read;
        }

        /// <summary>Runs the model on one input and compares. Allocates nothing.</summary>
        /// <param name="model">What was loaded from the same file.</param>
        /// <param name="index">0 to <see cref="Count"/> - 1.</param>
        /// <returns>True if the model computed what the file says.</returns>
        /// <exception cref="ModelFormatException">The source no longer gives its bytes.</exception>
        public bool Run(PackedModel model, int index)
        {
            uint crc = Crc(model, index);
            return crc == (uint)Word();
        }

        /// <summary>
        /// CRC-32 of what the model computes from one input: of each checkpoint's bytes, in their order, inference by inference.
        /// </summary>
        /// <param name="model">What was loaded from the same file.</param>
        /// <param name="index">0 to <see cref="Count"/> - 1.</param>
        /// <exception cref="ModelFormatException">The source no longer gives its bytes.</exception>
        public uint Crc(PackedModel model, int index)
        {
            _at = _starts[index];
            if (Word() == 1)
            {
                ReadInput();
                return Append(0, model);
            }
            uint state = (uint)Word();
            int run = Word(), shift = Word(), center = Word();
            uint crc = 0;
            for (int rounds = Word(); rounds > 0; rounds--)
            {
                state = Noise(_input, state, run, shift, center);
                crc = Append(crc, model);
            }
            return crc;
        }

        /// <summary>Fills an input with noise: a new value every <paramref name="run"/> elements.</summary>
        /// <param name="input">Receives it.</param>
        /// <param name="state">The generator's state, not 0: a seed, or what the call before returned. Source: G. Marsaglia, "Xorshift
        /// RNGs", 2003, the shifts 13, 17, 5.</param>
        /// <param name="run">How many elements in a row have the same value, 1 or above.</param>
        /// <param name="shift">0 to 7: values span 256 >> shift.</param>
        /// <param name="center">The value in their middle.</param>
        /// <returns>The generator's state.</returns>
        public static uint Noise(sbyte[] input, uint state, int run, int shift, int center)
        {
            for (int i = 0; i < input.Length;)
            {
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                int drawn = (int)(state >> 24) - 128;
                sbyte value = (sbyte)(center + (drawn >> shift));
                int stop = run < input.Length - i ? i + run : input.Length;
                while (i < stop) input[i++] = value;
            }
            return state;
        }

        // One inference with _input.
        private uint Append(uint crc, PackedModel model)
        {
            int[] checkpoints = _checkpoints;
            byte[] piece = _piece;
            for (int i = 0, done = 0; i < checkpoints.Length; i += 3)
            {
                model.Run(_input, done, checkpoints[i]);
                done = checkpoints[i];
                int offset = checkpoints[i + 1];
                for (int left = checkpoints[i + 2]; left > 0; left -= PieceBytes)
                {
                    int count = left < PieceBytes ? left : PieceBytes;
                    model.Read(offset, piece, count);
                    crc = Crc32.Append(crc, piece, 0, count);
                    offset += count;
                }
            }
            return crc;
        }

        // The input whose bytes are the next in the file.
        private void ReadInput()
        {
            for (int i = 0; i < _input.Length;)
            {
                int count = _input.Length - i < PieceBytes ? _input.Length - i : PieceBytes;
                Fill(count);
                for (int k = 0; k < count; k++) _input[i++] = (sbyte)_piece[k];
            }
            _at = (_at + 3) & ~3;
        }

        private int Word()
        {
            Fill(4);
            return BitConverter.ToInt32(_piece, 0);
        }

        private int Word(int min, int max, string name)
        {
            if (_at > _end - 4) throw new ModelFormatException("self-test: it ends early");
            int value = Word();
            if (value < min || value > max)
                throw new ModelFormatException("self-test: " + name + ": " + value.ToString() + " is not within " + min.ToString() + " to "
                    + max.ToString());
            return value;
        }

        private void Fill(int count)
        {
            if (_source.Read(_at, _piece, count) != count)
                throw new ModelFormatException("self-test: bytes at " + _at.ToString() + " cannot be read");
            _at += count;
        }
    }
}
