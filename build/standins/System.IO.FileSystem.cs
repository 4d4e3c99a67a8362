// What EdgeConv uses of the assembly System.IO.FileSystem: declarations only, never run.
using System;

namespace System.IO
{
    public enum FileMode
    {
        Create = 2,
        Open = 3,
        Append = 6,
    }

    public enum FileAccess
    {
        Read = 1,
    }

    public static class File
    {
        public static bool Exists(string path) { throw null; }
    }

    public class FileStream : IDisposable
    {
        public FileStream(string path, FileMode mode) { }

        public FileStream(string path, FileMode mode, FileAccess access) { }

        public long Length { get { throw null; } }

        public long Seek(long offset, SeekOrigin origin) { throw null; }

        public int Read(byte[] buffer, int offset, int count) { throw null; }

        public void Write(byte[] buffer, int offset, int count) { }

        public void Dispose() { }
    }
}
