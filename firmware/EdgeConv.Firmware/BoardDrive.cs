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

        /// <inheritdoc/>
        public int Length(string name)
        {
            lock (_lock)
            {
                FileStream stream = null;
                try
                {
                    if (!File.Exists(Root + name)) return -1;
                    stream = new FileStream(Root + name, FileMode.Open, FileAccess.Read);
                    return (int)stream.Length;
                }
                catch (Exception)
                {
                    // There is no drive.
                    return -1;
                }
                finally
                {
                    Close(stream);
                }
            }
        }

        /// <inheritdoc/>
        public int Read(string name, int position, byte[] buffer, int count)
        {
            lock (_lock)
            {
                FileStream stream = new FileStream(Root + name, FileMode.Open, FileAccess.Read);
                try
                {
                    if (position > 0) stream.Seek(position, SeekOrigin.Begin);
                    int at = 0;
                    for (int got = 1; at < count && got > 0; at += got) got = stream.Read(buffer, at, count - at);
                    return at;
                }
                finally
                {
                    Close(stream);
                }
            }
        }

        /// <inheritdoc/>
        public void Write(string name, byte[] bytes, int count, bool append)
        {
            lock (_lock)
            {
                FileStream stream = new FileStream(Root + name, append ? FileMode.Append : FileMode.Create);
                try
                {
                    stream.Write(bytes, 0, count);
                }
                finally
                {
                    Close(stream);
                }
            }
        }

        // Some hundred closed streams that still wait for their finalizers fill the memory: a collection does not free them.
        private static void Close(FileStream stream)
        {
            if (stream == null) return;
            stream.Dispose();
            GC.SuppressFinalize(stream);
        }
    }
}
