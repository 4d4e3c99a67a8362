using System;
using System.Collections.Generic;
using System.IO;
using EdgeConv.Firmware.Fakes;

namespace EdgeConv.Firmware.Fakes
{
    /// <summary>
    /// The internal drive of the board, kept in memory and, if one is set, also in a folder. As on littlefs, a file that is open for
    /// writing keeps its old content until it is closed.
    /// </summary>
    public static class FakeDrive
    {
        private static readonly Dictionary<string, byte[]> s_files = new Dictionary<string, byte[]>();
        private static string s_folder;

        /// <summary>Whether the board has a drive.</summary>
        public static bool IsThere { get; set; } = true;

        /// <summary>Size of the drive in bytes, that of a firmware image for 4 MB of flash.</summary>
        public static int Bytes { get; set; } = 256 * 1024;

        /// <summary>Number of bytes that can be written before the power is cut; below 0 it is never cut.</summary>
        public static int BytesUntilCut { get; set; } = -1;

        /// <summary>Whether a power cut leaves the bytes written so far in the file instead of its old content.</summary>
        public static bool KeepsUnclosed { get; set; }

        /// <summary>
        /// Folder for the files, under their names on the board without the drive letter; null keeps them only in memory.
        /// </summary>
        public static string Folder
        {
            get { return s_folder; }
            set
            {
                s_folder = value;
                s_files.Clear();
                if (value == null) return;
                Directory.CreateDirectory(value);
                foreach (string path in Directory.GetFiles(value))
                    s_files["I:\\" + Path.GetFileName(path)] = System.IO.File.ReadAllBytes(path);
            }
        }

        /// <summary>Empties the drive and resets its faults.</summary>
        public static void Format()
        {
            s_files.Clear();
            s_folder = null;
            IsThere = true;
            BytesUntilCut = -1;
        }

        /// <summary>Returns the content of a file, or null.</summary>
        public static byte[] Find(string path)
        {
            if (!IsThere || BytesUntilCut == 0) throw new IOException("no drive");
            return s_files.TryGetValue(path, out byte[] bytes) ? bytes : null;
        }

        /// <summary>Replaces the content of a file.</summary>
        /// <exception cref="IOException">The drive is full.</exception>
        public static void Put(string path, byte[] bytes)
        {
            long used = bytes.Length;
            foreach (KeyValuePair<string, byte[]> kept in s_files)
                if (kept.Key != path) used += kept.Value.Length;
            if (used > Bytes) throw new IOException("the drive is full");
            s_files[path] = bytes;
            if (s_folder == null) return;
            string file = Path.Combine(s_folder, path.Substring(path.LastIndexOf('\\') + 1)), part = file + ".part";
            System.IO.File.WriteAllBytes(part, bytes);
            // Only the user may read the file, because the settings hold the network key and the Wi-Fi password.
            if (!OperatingSystem.IsWindows()) System.IO.File.SetUnixFileMode(part, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            System.IO.File.Move(part, file, true);
        }
    }
}

namespace EdgeConv.Firmware
{
    /// <summary>Replaces System.IO.File in the firmware's sources.</summary>
    internal static class File
    {
        public static bool Exists(string path) => FakeDrive.Find(path) != null;
    }

    /// <summary>Stands before System.IO.FileStream in the firmware's sources.</summary>
    internal sealed class FileStream : IDisposable
    {
        private readonly string _path;
        private readonly bool _writes;
        private readonly MemoryStream _bytes = new MemoryStream();

        public FileStream(string path, FileMode mode, FileAccess access = FileAccess.ReadWrite)
        {
            byte[] file = FakeDrive.Find(path);
            if (mode == FileMode.Open && file == null) throw new IOException("no such file");
            _path = path;
            _writes = access != FileAccess.Read;
            if (mode == FileMode.Create) return;
            if (file != null) _bytes.Write(file, 0, file.Length);
            if (mode != FileMode.Append) _bytes.Position = 0;
        }

        public long Length { get { return _bytes.Length; } }

        public long Seek(long offset, SeekOrigin origin) => _bytes.Seek(offset, origin);

        public int Read(byte[] buffer, int offset, int count) => _bytes.Read(buffer, offset, count);

        public void Write(byte[] buffer, int offset, int count)
        {
            int left = FakeDrive.BytesUntilCut, written = left < 0 || left > count ? count : left;
            _bytes.Write(buffer, offset, written);
            if (left < 0) return;
            FakeDrive.BytesUntilCut -= written;
            if (FakeDrive.BytesUntilCut > 0) return;
            if (FakeDrive.KeepsUnclosed) FakeDrive.Put(_path, _bytes.ToArray());
            throw new IOException("the power is cut");
        }

        public void Dispose()
        {
            if (_writes && FakeDrive.BytesUntilCut != 0) FakeDrive.Put(_path, _bytes.ToArray());
        }
    }
}
