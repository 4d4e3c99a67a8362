using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace EdgeConv.Firmware.Fakes
{
    /// <summary>
    /// A pseudo-terminal on Linux or macOS: the board has one end, and a program opens the other end like a serial port.
    /// </summary>
    public sealed class PseudoTerminal : IFakeWire, IDisposable
    {
        // O_RDWR, O_NOCTTY and O_CLOEXEC. Without O_CLOEXEC, a program that is started would hold the line open.
        private static readonly int s_flags = OperatingSystem.IsLinux() ? 0x2 | 0x100 | 0x80000 : 0x2 | 0x20000 | 0x1000000;

        private const short Readable = 1;

        private int _master;
        private int _slave = -1;

        /// <summary>Opens a pair.</summary>
        public PseudoTerminal()
        {
            _master = posix_openpt(s_flags);
            if (_master < 0 || grantpt(_master) != 0 || unlockpt(_master) != 0) throw new InvalidOperationException("no pseudo-terminal");
            Name = Marshal.PtrToStringUTF8(ptsname(_master));
            // The other end is held open in raw mode, so that nothing is echoed while no program has opened it.
            _slave = open(Name, s_flags);
            byte[] settings = new byte[256];
            if (_slave < 0 || tcgetattr(_slave, settings) != 0) throw new InvalidOperationException("no pseudo-terminal");
            cfmakeraw(settings);
            tcsetattr(_slave, 0, settings);
        }

        /// <summary>Path that a program opens.</summary>
        public string Name { get; }

        /// <summary>Damages bytes on the line, for tests: it gets each chunk and returns the bytes that arrive.</summary>
        public Func<byte[], byte[]> Damage { get; set; } = bytes => bytes;

        /// <inheritdoc/>
        public byte[] Receive(int max)
        {
            int master = Volatile.Read(ref _master);
            var ready = new PollFd { Fd = master, Events = Readable };
            if (master < 0 || poll(ref ready, 1, 0) <= 0 || (ready.Returned & Readable) == 0) return new byte[0];
            byte[] buffer = new byte[4096];
            long got = (long)read(master, buffer, (IntPtr)Math.Min(max, buffer.Length));
            if (got <= 0) return new byte[0];
            Array.Resize(ref buffer, (int)got);
            return Damage(buffer);
        }

        /// <inheritdoc/>
        public void Send(byte[] buffer, int offset, int count)
        {
            byte[] bytes = new byte[count];
            Array.Copy(buffer, offset, bytes, 0, count);
            bytes = Damage(bytes);
            for (int at = 0; at < bytes.Length;)
            {
                int master = Volatile.Read(ref _master);
                var ready = new PollFd { Fd = master, Events = 4 };
                // Like a serial line, this line does not wait for a reader.
                if (master < 0 || poll(ref ready, 1, 200) <= 0) return;
                byte[] rest = new byte[Math.Min(bytes.Length - at, 256)];
                Array.Copy(bytes, at, rest, 0, rest.Length);
                long written = (long)write(master, rest, (IntPtr)rest.Length);
                if (written <= 0) return;
                at += (int)written;
            }
        }

        /// <summary>Closes both ends, as if the plug was pulled.</summary>
        public void Dispose()
        {
            int master = Interlocked.Exchange(ref _master, -1);
            if (master < 0) return;
            close(_slave);
            close(master);
        }

        [StructLayout(LayoutKind.Sequential)]
        private struct PollFd
        {
            public int Fd;
            public short Events;
            public short Returned;
        }

        [DllImport("libc", SetLastError = true)]
        private static extern int posix_openpt(int flags);

        [DllImport("libc", SetLastError = true)]
        private static extern int grantpt(int fd);

        [DllImport("libc", SetLastError = true)]
        private static extern int unlockpt(int fd);

        [DllImport("libc")]
        private static extern IntPtr ptsname(int fd);

        [DllImport("libc", SetLastError = true)]
        private static extern int open(string path, int flags);

        [DllImport("libc", SetLastError = true)]
        private static extern int close(int fd);

        [DllImport("libc", SetLastError = true)]
        private static extern int tcgetattr(int fd, byte[] settings);

        [DllImport("libc", SetLastError = true)]
        private static extern int tcsetattr(int fd, int when, byte[] settings);

        [DllImport("libc")]
        private static extern void cfmakeraw(byte[] settings);

        [DllImport("libc", SetLastError = true)]
        private static extern int poll(ref PollFd fds, uint count, int timeout);

        [DllImport("libc", SetLastError = true)]
        private static extern IntPtr read(int fd, byte[] buffer, IntPtr count);

        [DllImport("libc", SetLastError = true)]
        private static extern IntPtr write(int fd, byte[] buffer, IntPtr count);
    }
}
