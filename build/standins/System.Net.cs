// What EdgeConv uses of the assembly System.Net: declarations only, never run.
using System;

namespace System.Net
{
    public class IPAddress
    {
        public static readonly IPAddress Any;
    }

    public class EndPoint
    {
    }

    public class IPEndPoint : EndPoint
    {
        public IPEndPoint(IPAddress address, int port) { }
    }
}

namespace System.Net.Sockets
{
    public enum AddressFamily
    {
        InterNetwork = 2,
    }

    public enum SocketType
    {
        Stream = 1,
    }

    public enum ProtocolType
    {
        Tcp = 6,
    }

    public enum SelectMode
    {
        SelectRead,
        SelectWrite,
    }

    public enum SocketFlags
    {
        None,
    }

    public class SocketException : Exception
    {
    }

    public class Socket
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
