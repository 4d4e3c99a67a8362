using System;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using EdgeConv.Link;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// Transfers packets over TCP with one computer at a time, which must prove that it has the board's key (docs/link.md describes the
    /// handshake). It never waits for a computer: bytes that the computer does not accept are dropped, and a silent one is disconnected.
    /// </summary>
    public sealed class TcpCarrier : ICarrier
    {
        // A computer sends a packet at least once per second.
        private const long MaxSilenceMicroseconds = 5000000;

        // A computer must log in within this time; then another may take its place.
        private const long LoginMicroseconds = 1000000;

        private const int ChunkBytes = 256, MaxBytes = 2048, SendTimeoutMilliseconds = 100;

        private readonly IClock _clock;
        private readonly byte[] _key, _keyId;
        private readonly Socket _listener;
        private readonly PacketWriter _greeting = new PacketWriter(64);
        private readonly byte[] _chunk = new byte[ChunkBytes];
        private readonly byte[] _nonce = new byte[LinkSession.NonceBytes];
        private uint _connections;
        private Socket _computer;
        private LinkSession _session;
        private long _connected, _heard;
        private int _at, _filled;

        /// <summary>Starts to listen.</summary>
        /// <param name="port">TCP port, 1 to 65535.</param>
        /// <param name="key">The board's key, 32 bytes.</param>
        /// <param name="clock">The board's clock.</param>
        public TcpCarrier(int port, byte[] key, IClock clock)
        {
            _clock = clock;
            _key = key;
            _keyId = LinkSession.KeyId(Hash, key);
            _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _listener.Bind(new IPEndPoint(Bound ?? IPAddress.Any, port));
            _listener.Listen(2);
        }

        /// <summary>The address to listen on; null for all addresses of the board.</summary>
        internal static IPAddress Bound { get; set; }

        /// <inheritdoc/>
        public PacketReader Reader { get; private set; } = new PacketReader(PacketReader.MinPayload);

        /// <summary>Number of packets with a wrong seal, which were skipped.</summary>
        public int Refused { get; private set; }

        /// <inheritdoc/>
        public int Damaged { get; private set; }

        /// <inheritdoc/>
        public void Fit(int maxPayload) => Reader = new PacketReader(maxPayload);

        /// <inheritdoc/>
        public bool Receive()
        {
            if (_computer != null && _clock.Microseconds - _heard > MaxSilenceMicroseconds) HangUp();
            Accept();
            if (_computer == null) return false;
            try
            {
                if (_at == _filled && IsClosed())
                {
                    HangUp();
                    return false;
                }
                // At most this many bytes are read at a time, so that a flood cannot block the link.
                for (int left = MaxBytes; left > 0; left--)
                {
                    if (_at == _filled && !Fill()) return false;
                    int damaged = Reader.Damaged;
                    bool isPacket = Reader.Take(_chunk[_at++]);
                    // Only packets of a computer that has the key are counted.
                    if (_session != null) Damaged += Reader.Damaged - damaged;
                    if (isPacket && Judge()) return true;
                    if (_computer == null) return false;
                }
            }
            catch (Exception)
            {
                HangUp();
            }
            return false;
        }

        /// <inheritdoc/>
        public void Send(PacketWriter packet)
        {
            if (_computer == null || _session == null) return;
            try
            {
                Write(_computer, packet);
            }
            catch (Exception)
            {
                // Part of a packet was sent, so the stream is out of step. The connection is closed and the computer connects again.
                HangUp();
            }
        }

        /// <inheritdoc/>
        public void Close()
        {
            HangUp();
            _listener.Close();
        }

        // The static method is used, because Dispose of an HMACSHA256 object on nanoFramework overwrites the key it was given.
        private static byte[] Hash(byte[] key, byte[] data) => HMACSHA256.HashData(key, data);

        private static void Write(Socket computer, PacketWriter packet)
        {
            for (int at = 0; at < packet.Length;)
            {
                if (!computer.Poll(0, SelectMode.SelectWrite)) throw new InvalidOperationException("the computer takes nothing");
                at += computer.Send(packet.Buffer, at, packet.Length - at, SocketFlags.None);
            }
        }

        // Accepts a new connection. A failure of it does not affect the computer that is logged in.
        private void Accept()
        {
            Socket computer = null;
            try
            {
                if (!_listener.Poll(0, SelectMode.SelectRead)) return;
                computer = _listener.Accept();
                computer.SendTimeout = SendTimeoutMilliseconds;
                // A computer that has closed its connection is replaced at once.
                if (_computer != null && _at == _filled && IsClosed()) HangUp();
                if (_computer != null && (_session != null || _clock.Microseconds - _connected < LoginMicroseconds))
                {
                    AnswerPacket.Write(_greeting, 0, AnswerPacket.Busy, "another computer is connected");
                    Write(computer, _greeting);
                    computer.Close();
                    return;
                }
                HangUp();
                Greet(computer);
            }
            catch (Exception)
            {
                if (_computer == computer) HangUp();
                else if (computer != null) computer.Close();
            }
        }

        private void Greet(Socket computer)
        {
            _computer = computer;
            _connected = _heard = _clock.Microseconds;
            Reader.Restart();
            NewNonce(_connected);
            _greeting.Begin(PacketKind.Hello, 0);
            AnswerPacket.WriteBytes(_greeting, _keyId);
            AnswerPacket.WriteBytes(_greeting, _nonce);
            _greeting.End();
            Write(computer, _greeting);
        }

        // Makes a nonce that never repeats and cannot be predicted without the key, from the chip's random numbers, the clock and a
        // counter.
        private void NewNonce(long now)
        {
            const int RandomBytes = 16;
            byte[] data = new byte[RandomBytes + 12];
            byte[] random = new byte[RandomBytes];
            new Random().NextBytes(random);
            Array.Copy(random, 0, data, 0, RandomBytes);
            _connections++;
            for (int i = 0; i < 8; i++) data[RandomBytes + i] = (byte)(now >> (8 * i));
            for (int i = 0; i < 4; i++) data[RandomBytes + 8 + i] = (byte)(_connections >> (8 * i));
            Array.Copy(Hash(_key, data), 0, _nonce, 0, _nonce.Length);
        }

        // A socket that is readable but has no bytes was closed by the computer.
        private bool IsClosed() => _computer.Available <= 0 && _computer.Poll(0, SelectMode.SelectRead) && _computer.Available <= 0;

        private bool Fill()
        {
            int waiting = _computer.Available;
            if (waiting <= 0) return false;
            _at = 0;
            _filled = _computer.Receive(_chunk, 0, waiting < ChunkBytes ? waiting : ChunkBytes, SocketFlags.None);
            return _filled > 0;
        }

        // Returns true if the packet comes from a computer that is logged in and has the right seal.
        private bool Judge()
        {
            if (_session == null)
            {
                if (!LogIn()) HangUp();
                return false;
            }
            if (!_session.Open(Reader))
            {
                Refused++;
                return false;
            }
            _heard = _clock.Microseconds;
            return Reader.Kind != PacketKind.Alive;
        }

        private bool LogIn()
        {
            if (Reader.Kind != PacketKind.Login || Reader.PayloadLength != LinkSession.NonceBytes + LinkSession.KeyBytes) return false;
            var session = new LinkSession(Hash, _key, _nonce, AnswerPacket.ReadBytes(Reader, 0, LinkSession.NonceBytes));
            byte[] proof = AnswerPacket.ReadBytes(Reader, LinkSession.NonceBytes, LinkSession.KeyBytes);
            if (!LinkSession.AreEqual(proof, session.ComputerProof)) return false;
            _session = session;
            _heard = _clock.Microseconds;
            _greeting.Begin(PacketKind.Welcome, 0);
            AnswerPacket.WriteBytes(_greeting, session.BoardProof);
            _greeting.End();
            Write(_computer, _greeting);
            return true;
        }

        private void HangUp()
        {
            if (_computer != null) _computer.Close();
            _computer = null;
            _session = null;
            _at = _filled = 0;
        }
    }
}
