using System;
using System.IO;
using EdgeConv.Slots;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// The internal drive I: of the board. A write closes its file: littlefs commits then. The file that was read last stays open for the
    /// next read, because a FileStream of nanoFramework leaves about 90 bytes in memory for good, even after it is closed, and because
    /// nanoFramework opens a file only once at a time.
    /// </summary>
    internal sealed class BoardDrive : IDrive
    {
        private const string Root = "I:\\";

        private readonly object _lock = new object();
        private FileStream _open;
        private string _name = "";

        /// <inheritdoc/>
        public int Length(string name)
        {
            lock (_lock)
            {
                try
                {
                    Open(name);
                    return _open == null ? -1 : (int)_open.Length;
                }
                catch (Exception)
                {
                    // There is no drive.
                    Close();
                    return -1;
                }
            }
        }

        /// <inheritdoc/>
        public int Read(string name, int position, byte[] buffer, int count)
        {
            lock (_lock)
            {
                try
                {
                    Open(name);
                    if (_open == null) throw new IOException();
                    _open.Seek(position, SeekOrigin.Begin);
                    int at = 0;
                    for (int got = 1; at < count && got > 0; at += got) got = _open.Read(buffer, at, count - at);
                    return at;
                }
                catch (Exception)
                {
                    Close();
                    throw;
                }
            }
        }

        /// <inheritdoc/>
        public void Write(string name, byte[] bytes, int count, bool append)
        {
            lock (_lock)
            {
                Close();
                using (var stream = new FileStream(Root + name, append ? FileMode.Append : FileMode.Create))
                    stream.Write(bytes, 0, count);
            }
        }

        // Leaves no stream where there is no such file.
        private void Open(string name)
        {
            if (name == _name) return;
            Close();
            if (!File.Exists(Root + name)) return;
            _open = new FileStream(Root + name, FileMode.Open, FileAccess.Read);
            _name = name;
        }

        private void Close()
        {
            if (_open != null) _open.Dispose();
            _open = null;
            _name = "";
        }
    }
}
