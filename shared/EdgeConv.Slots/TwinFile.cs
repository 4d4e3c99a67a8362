using System;
using EdgeConv.Link;

namespace EdgeConv.Slots
{
    /// <summary>
    /// Keeps a few bytes through power cuts, in two files of the board's drive. Each holds a number, a checksum and the bytes; the higher
    /// number counts. A save writes the older file whole, closes it and reads it back: littlefs commits when a file is closed, so a power
    /// cut at any moment leaves the other file as it was.
    /// </summary>
    public sealed class TwinFile
    {
        private const int HeadBytes = 8;

        private readonly IDrive _drive;
        private readonly string[] _names;
        private readonly int _maxBytes;
        private int _newest = -1;
        private uint _number;

        /// <summary>Touches no file.</summary>
        /// <param name="drive">The board's drive.</param>
        /// <param name="name">Name of the files, which get "-a" and "-b" behind it.</param>
        /// <param name="extension">Their extension, e.g. ".txt".</param>
        /// <param name="maxBytes">Maximum number of bytes to keep; a longer file counts as damaged.</param>
        public TwinFile(IDrive drive, string name, string extension, int maxBytes)
        {
            _drive = drive;
            _names = new string[] { name + "-a" + extension, name + "-b" + extension };
            _maxBytes = maxBytes;
        }

        /// <summary>Whether the last load met a file that is damaged, e.g. cut off by a power cut.</summary>
        public bool IsDamaged { get; private set; }

        /// <summary>Why the last save did not keep its bytes; null where it did.</summary>
        public string Fault { get; private set; }

        /// <summary>The bytes saved last; null where none were saved, or both files are damaged.</summary>
        public byte[] Load()
        {
            byte[] newest = null;
            _newest = -1;
            IsDamaged = false;
            for (int i = 0; i < _names.Length; i++)
            {
                int length = _drive.Length(_names[i]);
                if (length < 0) continue;
                byte[] file = Read(_names[i], length);
                if (file == null || Get(file, 4) != Checksum(file))
                {
                    IsDamaged = true;
                    continue;
                }
                uint number = Get(file, 0);
                if (_newest >= 0 && (int)(number - _number) <= 0) continue;
                _newest = i;
                _number = number;
                newest = new byte[length - HeadBytes];
                Array.Copy(file, HeadBytes, newest, 0, newest.Length);
            }
            return newest;
        }

        /// <summary>Saves bytes. False, with the reason in <see cref="Fault"/>, where they cannot be kept.</summary>
        public bool Save(byte[] bytes)
        {
            byte[] file = new byte[HeadBytes + bytes.Length];
            int older = _newest == 0 ? 1 : 0;
            Put(file, 0, _number + 1);
            Array.Copy(bytes, 0, file, HeadBytes, bytes.Length);
            Put(file, 4, Checksum(file));
            try
            {
                _drive.Write(_names[older], file, file.Length, false);
                byte[] back = Read(_names[older], _drive.Length(_names[older]));
                bool isSame = back != null && back.Length == file.Length;
                for (int i = 0; isSame && i < file.Length; i++) isSame = back[i] == file[i];
                Fault = isSame ? null : "the drive I: gives back something else than was written";
                if (!isSame) return false;
                _newest = older;
                _number++;
                return true;
            }
            catch (Exception e)
            {
                Fault = "the drive I: cannot be written: " + e.Message;
                return false;
            }
        }

        // Null where the file has an impossible length, or cannot be read.
        private byte[] Read(string name, int length)
        {
            if (length < HeadBytes || length > HeadBytes + _maxBytes) return null;
            try
            {
                byte[] file = new byte[length];
                return _drive.Read(name, 0, file, length) == length ? file : null;
            }
            catch (Exception)
            {
                return null;
            }
        }

        // Of the number and the bytes.
        private static uint Checksum(byte[] file) =>
            Crc32.Append(Crc32.Append(0, file, 0, 4), file, HeadBytes, file.Length - HeadBytes);

        private static void Put(byte[] file, int at, uint value)
        {
            for (int i = 0; i < 4; i++) file[at + i] = (byte)(value >> (8 * i));
        }

        private static uint Get(byte[] file, int at) =>
            (uint)(file[at] | file[at + 1] << 8 | file[at + 2] << 16 | file[at + 3] << 24);
    }
}
