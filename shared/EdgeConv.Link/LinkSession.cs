using System;

namespace EdgeConv.Link
{
    /// <summary>HMAC-SHA256 of some bytes by a key: 32 bytes. Source: RFC 2104, FIPS 180-4.</summary>
    public delegate byte[] KeyedHash(byte[] key, byte[] data);

    /// <summary>
    /// Proves on both sides of a network connection that they have the same key, and seals each packet of the computer with a counter and
    /// a truncated HMAC-SHA256, so that nobody else can command the board or repeat a command. Nothing is encrypted.
    /// </summary>
    public sealed class LinkSession
    {
        /// <summary>Bytes of a key.</summary>
        public const int KeyBytes = 32;

        /// <summary>Bytes of the random number that each side adds to a session.</summary>
        public const int NonceBytes = 16;

        /// <summary>Bytes of the number by which a key is found again.</summary>
        public const int KeyIdBytes = 4;

        /// <summary>Bytes of a seal: counter, then the first half of the hash.</summary>
        public const int SealBytes = CounterBytes + HashBytes;

        private const int CounterBytes = 4, HashBytes = 16;

        private readonly KeyedHash _hash;
        private readonly byte[] _key;
        private uint _counter;

        /// <summary>A session of two sides that have given each other a random number.</summary>
        /// <param name="hash">HMAC-SHA256.</param>
        /// <param name="key">The board's key, <see cref="KeyBytes"/> bytes.</param>
        /// <param name="boardNonce">The board's random number.</param>
        /// <param name="computerNonce">The computer's.</param>
        public LinkSession(KeyedHash hash, byte[] key, byte[] boardNonce, byte[] computerNonce)
        {
            _hash = hash;
            ComputerProof = Hash(hash, key, "computer", boardNonce, computerNonce);
            BoardProof = Hash(hash, key, "board", boardNonce, computerNonce);
            _key = Hash(hash, key, "session", boardNonce, computerNonce);
        }

        /// <summary>What only a computer with the key can send.</summary>
        public byte[] ComputerProof { get; }

        /// <summary>What only a board with the key can send.</summary>
        public byte[] BoardProof { get; }

        /// <summary>The number by which a key is found again; it tells nothing of the key.</summary>
        public static byte[] KeyId(KeyedHash hash, byte[] key)
        {
            byte[] id = new byte[KeyIdBytes];
            Array.Copy(Hash(hash, key, "id", new byte[0], new byte[0]), 0, id, 0, KeyIdBytes);
            return id;
        }

        /// <summary>Adds the seal to a packet that is about to end. Allocates what the hash does.</summary>
        public void Seal(PacketWriter writer)
        {
            writer.Long(++_counter);
            byte[] hash = _hash(_key, writer.Plain());
            for (int i = 0; i < HashBytes; i++) writer.Byte(hash[i]);
        }

        /// <summary>
        /// Takes the seal off a packet. False where it has none, a wrong one or one that came before. Allocates a copy of the packet and
        /// what the hash does.
        /// </summary>
        public bool Open(PacketReader reader)
        {
            int at = reader.PayloadLength - SealBytes;
            if (at < 0) return false;
            uint counter = reader.Long(at);
            byte[] hash = _hash(_key, reader.Plain(at + CounterBytes));
            int difference = 0;
            // All bytes are compared, so that the time says nothing.
            for (int i = 0; i < HashBytes; i++) difference |= hash[i] ^ reader.Byte(at + CounterBytes + i);
            if (difference != 0 || counter <= _counter) return false;
            _counter = counter;
            reader.Cut(SealBytes);
            return true;
        }

        /// <summary>Whether two proofs are the same; all bytes are compared, so that the time says nothing.</summary>
        public static bool AreEqual(byte[] a, byte[] b)
        {
            int difference = a.Length ^ b.Length;
            for (int i = 0; i < a.Length && i < b.Length; i++) difference |= a[i] ^ b[i];
            return difference == 0;
        }

        private static byte[] Hash(KeyedHash hash, byte[] key, string purpose, byte[] first, byte[] second)
        {
            byte[] data = new byte[purpose.Length + first.Length + second.Length];
            for (int i = 0; i < purpose.Length; i++) data[i] = (byte)purpose[i];
            Array.Copy(first, 0, data, purpose.Length, first.Length);
            Array.Copy(second, 0, data, purpose.Length + first.Length, second.Length);
            return hash(key, data);
        }
    }
}
