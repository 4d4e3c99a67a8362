using System;
using System.Collections.Generic;
using System.IO;
using EdgeConv.Firmware.Fakes;

namespace EdgeConv.Firmware.Fakes
{
    /// <summary>
    /// The internal drive of the board, in memory, and beside it in a folder where one is set. As littlefs has it, a file that is opened
    /// for writing keeps its old bytes until it is closed.
    /// </summary>
    public static class FakeDrive
    {
        private static readonly Dictionary<string, byte[]> s_files = new Dictionary<string, byte[]>();
        private static string s_folder;

        /// <summary>Whether there is a drive at all.</summary>
        public static bool IsThere { get; set; } = true;

        /// <summary>Bytes of the drive, as an image for 4 MB of flash has it.</summary>
        public static int Bytes { get; set; } = 256 * 1024;

        /// <summary>Bytes that can still be written before the power is cut; below 0 it never is.</summary>
        public static int BytesUntilCut { get; set; } = -1;

        /// <summary>Whether a cut leaves the bytes written so far in the file, in place of the file before.</summary>
        public static bool KeepsUnclosed { get; set; }

        /// <summary>Where the files are kept, by the names they have on the board without the drive; null for memory alone.</summary>
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

        /// <summary>An empty drive.</summary>
        public static void Format()
        {
            s_files.Clear();
            s_folder = null;
            IsThere = true;
            BytesUntilCut = -1;
        }

        /// <summary>A file's bytes, or null.</summary>
        public static byte[] Find(string path)
        {
            if (!IsThere || BytesUntilCut == 0) throw new IOException("no drive");
            return s_files.TryGetValue(path, out byte[] bytes) ? bytes : null;
        }

        /// <summary>Puts bytes into a file.</summary>
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
            // The settings hold the key of the network and the password of the Wi-Fi.
            if (!OperatingSystem.IsWindows()) System.IO.File.SetUnixFileMode(part, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            System.IO.File.Move(part, file, true);
        }
    }
}

namespace EdgeConv.Firmware
{
    /// <summary>Stands before System.IO.File in the firmware's sources.</summary>
    internal static class File
    {
        public static bool Exists(string path) => FakeDrive.Find(path) != null;
    }

    /// <summary>Stands before System.IO.DriveInfo in the firmware's sources.</summary>
    internal sealed class DriveInfo
    {
        public DriveInfo(string name)
        {
            if (!FakeDrive.IsThere) throw new IOException("no drive " + name);
        }

        public long TotalSize { get { return FakeDrive.Bytes; } }
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
