using System;
using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>
    /// Reads an .ecm file word by word, twice and with the same code: first to check it, then to load it. Thus a bad file is refused
    /// before anything is allocated. While it checks, it adds up the memory that loading will take.
    /// </summary>
    internal sealed class EcmReader : IWeightSource
    {
        /// <summary>The first word of a file: the bytes "ECM" and 0.</summary>
        internal const int Magic = 0x004D4345;

        /// <summary>The version of the file format that is written. Version 1, which has no self-test, can also be read.</summary>
        internal const int Version = 2;

        /// <summary>
        /// Maximum length of the file and the arena in bytes, and maximum product of extents. The sum of any two of these fits an int.
        /// </summary>
        internal const int MaxLength = 1 << 26;

        /// <summary>Maximum of each extent of a window.</summary>
        internal const int MaxExtent = 65535;

        private readonly IModelSource _source;
        private readonly byte[] _buffer = new byte[512];
        private readonly int[] _crcTable = new int[256];
        private int _crc = -1, _read, _filled, _at;         // _read: bytes of the file up to the end of the buffer

        /// <summary>Opens a file: to check it (workspace null), or to load it with the workspace that the check reserved.</summary>
        internal EcmReader(IModelSource source, Workspace workspace)
        {
            _source = source;
            IsLoading = workspace != null;
            Workspace = workspace ?? new Workspace();
            if (source.Length < 36 || source.Length > MaxLength || source.Length % 4 != 0)
                throw Refusal("a file of " + source.Length.ToString() + " bytes is no .ecm file");
            for (int i = 0; i < 256; i++)
            {
                // This is the table of the CRC-32 of IEEE 802.3, reflected (least significant bit first).
                int c = i;
                for (int bit = 0; bit < 8; bit++)
                    c = (c & 1) != 0 ? ((c >> 1) & 0x7FFFFFFF) ^ unchecked((int)0xEDB88320) : (c >> 1) & 0x7FFFFFFF;
                _crcTable[i] = c;
            }
        }

        /// <summary>False while the file is only checked: arrays of more than 8 values are then checked but not kept.</summary>
        internal bool IsLoading { get; }

        /// <summary>The buffers that all kernels of the model share.</summary>
        internal Workspace Workspace { get; }

        /// <summary>The number of elements of the arena. Every tensor must lie within it.</summary>
        internal int ArenaLength { get; set; }

        /// <summary>The arena; null while the file is only checked.</summary>
        internal sbyte[] Arena { get; set; }

        /// <summary>The size of all arrays in bytes, without arena and workspace.</summary>
        internal long Needed { get; private set; }

        /// <summary>The number of bytes read so far.</summary>
        internal int Position => _read - _filled + _at;

        /// <summary>Adds bytes to <see cref="Needed"/>.</summary>
        internal void Need(long bytes) => Needed += bytes;

        /// <summary>Reads one word, a little-endian int32.</summary>
        internal int Word()
        {
            if (_at == _filled) Fill();
            int value = BitConverter.ToInt32(_buffer, _at);
            _at += 4;
            return value;
        }

        /// <summary>Reads one word and refuses the file if it is outside the range; name appears in the message.</summary>
        internal int Int(int min, int max, string name)
        {
            int value = Word();
            if (value < min || value > max)
                throw Refusal(name + ": " + value.ToString() + " is not within " + min.ToString() + " to " + max.ToString());
            return value;
        }

        /// <summary>Reads an extent or a count, 1 to <see cref="MaxLength"/>.</summary>
        internal int Extent(string name) => Int(1, MaxLength, name);

        internal int ZeroPoint() => Int(-128, 127, "zero point");

        /// <summary>Reads a fixed-point multiplier in units of 2^-31.</summary>
        internal int Multiplier() => Int(0, int.MaxValue, "multiplier");

        /// <summary>Reads a word that must be 0 or 1.</summary>
        internal bool Flag(string name) => Int(0, 1, name) == 1;

        /// <summary>Reads a float32, which must be above 0.</summary>
        internal float Scale()
        {
            Int(1, 0x7F7FFFFF, "scale");
            return BitConverter.ToSingle(_buffer, _at - 4);
        }

        /// <summary>Reads words within a range. Returns null if there are more than 8 and the file is only checked.</summary>
        internal int[] Ints(int count, int min, int max, string name)
        {
            if (count > (_source.Length - Position) / 4)
                throw Refusal(name + ": " + count.ToString() + " values go past the end of the file");
            int[] values = IsLoading || count <= 8 ? new int[count] : null;
            for (int i = 0; i < count; i++)
            {
                int value = Int(min, max, name);
                if (values != null) values[i] = value;
            }
            return values;
        }

        /// <summary>Reads a shape: the number of axes, then the extent of each.</summary>
        internal int[] Shape() => Ints(Int(1, 6, "axes"), 1, MaxLength, "extent");

        /// <summary>The number of elements of a shape, at most <see cref="MaxLength"/>.</summary>
        internal int Length(int[] shape)
        {
            long length = 1;
            for (int axis = 0; axis < shape.Length; axis++)
            {
                length *= shape[axis];
                if (length > MaxLength) throw Refusal("a tensor of more than " + MaxLength.ToString() + " elements");
            }
            return (int)length;
        }

        /// <summary>Reads a window: N, H, W, C, R, S, strides, dilations, padding at the top and left, output rows and columns.</summary>
        internal Window2D Window()
        {
            int[] v = new int[14];
            for (int i = 0; i < 14; i++) v[i] = Int(i == 10 || i == 11 ? 0 : 1, MaxExtent, "window[" + i.ToString() + "]");
            int n = v[0], h = v[1], w = v[2], c = v[3], r = v[4], s = v[5];
            Length(new int[] { n, h, w, c });
            // width is the length of a row with its padding; reach is the same for a column.
            long width = (long)(v[13] - 1) * v[7] + (long)(s - 1) * v[9] + 1, reach = (long)(v[12] - 1) * v[6] + (long)(r - 1) * v[8] + 1;
            if (width * c > MaxLength / (r + 2) || reach > MaxLength)
                throw Refusal("a window that reaches over more than " + MaxLength.ToString() + " elements");
            return new Window2D(n, h, w, c, r, s, v[6], v[7], v[8], v[9], v[10], v[11], v[12], v[13]);
        }

        /// <summary>
        /// Reads the requantization of <paramref name="outputs"/> channels. Returns null if there are more than 8 multipliers and the file
        /// is only checked.
        /// </summary>
        internal Requantization Requantization(int outputs)
        {
            int count = Int(1, outputs, "multipliers");
            if (count != 1 && count != outputs)
                throw Refusal(count.ToString() + " multipliers, " + outputs.ToString() + " output channels");
            int[] multipliers = Ints(count, 0, int.MaxValue, "multiplier"), shifts = Ints(count, -31, 30, "shift");
            int zeroPoint = ZeroPoint(), minimum = Int(-128, 127, "minimum"), maximum = Int(minimum, 127, "maximum");
            Need(8L * count);
            return multipliers == null ? null : new Requantization(multipliers, shifts, zeroPoint, minimum, maximum);
        }

        /// <summary>
        /// Reads the biases of <paramref name="outputs"/> channels. Returns null in the same cases as <see cref="Ints"/>.
        /// </summary>
        internal int[] Bias(int outputs)
        {
            Need(4L * outputs);
            return Ints(outputs, int.MinValue, int.MaxValue, "bias");
        }

        /// <summary>Refuses a tensor that does not lie within the arena.</summary>
        internal void CheckRange(long offset, long length)
        {
            if (offset < 0 || length < 1 || offset + length > ArenaLength)
                throw Refusal(length.ToString() + " elements at " + offset.ToString() + " do not lie within the arena of "
                    + ArenaLength.ToString());
        }

        /// <summary>Refuses an input or output outside the arena, or an output that overlaps the input.</summary>
        internal void CheckApart(long x, long xLength, long y, long yLength)
        {
            CheckRange(x, xLength);
            CheckRange(y, yLength);
            if (x < y + yLength && y < x + xLength) throw Refusal("output at " + y.ToString() + " overlaps an input at " + x.ToString());
        }

        /// <summary>Like <see cref="CheckApart"/>, but the output may be in the place of the input if both have the same length.</summary>
        internal void CheckInPlace(long x, long xLength, long y, long yLength)
        {
            if (x == y && xLength == yLength) CheckRange(x, xLength);
            else CheckApart(x, xLength, y, yLength);
        }

        /// <inheritdoc/>
        public void Read(sbyte[] weights, int first, int count)
        {
            byte[] buffer = _buffer;
            for (int end = first + count; first < end;)
            {
                if (_at == _filled) Fill();
                int at = _at, stop = end - first < _filled - at ? first + end - first : first + _filled - at;
                while (first < stop) weights[first++] = (sbyte)buffer[at++];
                _at = at;
            }
        }

        /// <summary>Skips bytes.</summary>
        internal void Skip(long count)
        {
            if (count > _source.Length - Position) throw Refusal(count.ToString() + " bytes go past the end of the file");
            while (count > 0)
            {
                if (_at == _filled) Fill();
                int take = count < _filled - _at ? (int)count : _filled - _at;
                _at += take;
                count -= take;
            }
        }

        /// <summary>Skips the bytes that fill up the last word.</summary>
        internal void Align() => _at = (_at + 3) & ~3;

        /// <summary>Refuses a file that is longer than its records, or whose CRC is wrong.</summary>
        internal void End()
        {
            if (Position != _source.Length - 4)
                throw Refusal((_source.Length - 4 - Position).ToString() + " bytes after the last operator");
            if (Word() != ~_crc) throw Refusal("the file is damaged: its CRC is another");
        }

        private static ModelFormatException Refusal(string why) => new ModelFormatException(why);

        private void Fill()
        {
            int count = _source.Length - _read < _buffer.Length ? _source.Length - _read : _buffer.Length;
            if (count == 0) throw Refusal("the file ends early");
            if (_source.Read(_read, _buffer, count) != count) throw Refusal("bytes at " + _read.ToString() + " cannot be read");
            // The CRC covers everything but the last word, which is the CRC itself.
            int covered = _source.Length - 4 - _read < count ? _source.Length - 4 - _read : count, crc = _crc;
            for (int i = 0; i < covered; i++) crc = ((crc >> 8) & 0xFFFFFF) ^ _crcTable[(crc ^ _buffer[i]) & 0xFF];
            _crc = crc;
            _read += count;
            _filled = count;
            _at = 0;
        }
    }
}
