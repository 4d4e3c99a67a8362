using System;
using System.IO;
using EdgeConv.Slots;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// The internal drive I: of the board. Each call opens and closes its file under a lock, because nanoFramework can open a file only
    /// once at a time and littlefs writes the data to flash when the file is closed.
    /// </summary>
    internal sealed class BoardDrive : IDrive
    {
        private const string Root = "I:\\";

        private readonly object _lock = new object();

        /// <summary>Reads the size of the drive.</summary>
        public BoardDrive()
        {
            try
            {
                Bytes = (int)new DriveInfo(Root).TotalSize;
            }
            catch (Exception)
            {
                // There is no drive.
            }
        }

        /// <inheritdoc/>
        public int Bytes { get; }

        /// <inheritdoc/>
        public int Length(string name)
        {
            try
            {
                lock (_lock)
                {
                    if (!File.Exists(Root + name)) return -1;
                    using (var stream = new FileStream(Root + name, FileMode.Open, FileAccess.Read)) return (int)stream.Length;
                }
            }
            catch (Exception)
            {
                return -1;
            }
        }

        /// <inheritdoc/>
        public int Read(string name, int position, byte[] buffer, int count)
        {
            lock (_lock)
                using (var stream = new FileStream(Root + name, FileMode.Open, FileAccess.Read))
                {
                    if (position > 0) stream.Seek(position, SeekOrigin.Begin);
                    int at = 0;
                    for (int got = 1; at < count && got > 0; at += got) got = stream.Read(buffer, at, count - at);
                    return at;
                }
        }

        /// <inheritdoc/>
        public void Write(string name, byte[] bytes, int count, bool append)
        {
            lock (_lock)
                using (var stream = new FileStream(Root + name, append ? FileMode.Append : FileMode.Create))
                    stream.Write(bytes, 0, count);
        }
    }
}
