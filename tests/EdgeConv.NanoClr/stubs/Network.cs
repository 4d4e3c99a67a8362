// What the firmware uses of System.IO.FileSystem, System.IO.Streams, System.Net, nanoFramework.System.Security.Cryptography and
// System.Device.Wifi: declarations only, never run. They are compiled together with the firmware, so that they stand before the types of
// the same names that .NET Standard has with more members.
using System;

namespace System.IO
{
    internal enum FileMode
    {
        Create = 2,
        Open = 3,
        Append = 6,
    }

    internal enum SeekOrigin
    {
        Begin = 0,
    }

    internal enum FileAccess
    {
        Read = 1,
    }

    internal static class File
    {
        public static bool Exists(string path) { throw null; }
    }

    internal class FileStream : IDisposable
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

namespace System.Net
{
    internal class IPAddress
    {
        public static readonly IPAddress Any;
    }

    internal class EndPoint
    {
    }

    internal class IPEndPoint : EndPoint
    {
        public IPEndPoint(IPAddress address, int port) { }
    }
}

namespace System.Net.Sockets
{
    internal enum AddressFamily
    {
        InterNetwork = 2,
    }

    internal enum SocketType
    {
        Stream = 1,
    }

    internal enum ProtocolType
    {
        Tcp = 6,
    }

    internal enum SelectMode
    {
        SelectRead,
        SelectWrite,
    }

    internal enum SocketFlags
    {
        None,
    }

    internal class SocketException : Exception
    {
    }

    internal class Socket
    {
        public Socket(AddressFamily addressFamily, SocketType socketType, ProtocolType protocolType) { }

        public int Available { get { throw null; } }

        public int SendTimeout { get; set; }

        public void Bind(EndPoint localEP) { }

        public void Listen(int backlog) { }

        public Socket Accept() { throw null; }

        public bool Poll(int microSeconds, SelectMode mode) { throw null; }

        public int Receive(byte[] buffer, int offset, int size, SocketFlags socketFlags) { throw null; }

        public int Send(byte[] buffer, int offset, int size, SocketFlags socketFlags) { throw null; }

        public void Close() { }
    }
}

namespace System.Security.Cryptography
{
    internal class HMACSHA256
    {
        public static byte[] HashData(byte[] key, byte[] source) { throw null; }
    }
}

namespace nanoFramework.Networking
{
    internal static class WifiNetworkHelper
    {
        public static void SetupNetworkHelper(string ssid, string password) { }
    }
}
