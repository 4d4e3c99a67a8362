using System;

namespace EdgeConv.Link
{
    /// <summary>Computes HMAC-SHA256 of data with a key: 32 bytes. Source: RFC 2104, FIPS 180-4.</summary>
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

        /// <summary>Bytes of the ID of a key.</summary>
        public const int KeyIdBytes = 4;

        /// <summary>Bytes of a seal: the counter and the first half of the hash.</summary>
        public const int SealBytes = CounterBytes + HashBytes;

        private const int CounterBytes = 4, HashBytes = 16;

        private readonly KeyedHash _hash;
        private readonly byte[] _key;
        private uint _counter;

        /// <summary>Makes the session of two sides that have sent each other a random number.</summary>
        /// <param name="hash">HMAC-SHA256.</param>
        /// <param name="key">The board's key, <see cref="KeyBytes"/> bytes.</param>
        /// <param name="boardNonce">The board's random number.</param>
        /// <param name="computerNonce">The computer's random number.</param>
        public LinkSession(KeyedHash hash, byte[] key, byte[] boardNonce, byte[] computerNonce)
        {
            _hash = hash;
            ComputerProof = Hash(hash, key, "computer", boardNonce, computerNonce);
            BoardProof = Hash(hash, key, "board", boardNonce, computerNonce);
            _key = Hash(hash, key, "session", boardNonce, computerNonce);
        }

        /// <summary>Bytes by which the computer proves that it has the key.</summary>
        public byte[] ComputerProof { get; }

        /// <summary>Bytes by which the board proves that it has the key.</summary>
        public byte[] BoardProof { get; }

        /// <summary>Returns the ID of a key, by which the key is found in a file. The ID does not reveal the key.</summary>
        public static byte[] KeyId(KeyedHash hash, byte[] key)
        {
            byte[] id = new byte[KeyIdBytes];
            Array.Copy(Hash(hash, key, "id", new byte[0], new byte[0]), 0, id, 0, KeyIdBytes);
            return id;
        }

        /// <summary>Adds the seal at the end of a packet. It allocates the arrays of the hash.</summary>
        public void Seal(PacketWriter writer)
        {
            writer.Long(++_counter);
            byte[] hash = _hash(_key, writer.Plain());
            for (int i = 0; i < HashBytes; i++) writer.Byte(hash[i]);
        }

        /// <summary>
        /// Checks and removes the seal of a packet. Returns false if the seal is missing or wrong, or came before. It allocates a copy of
        /// the packet and the arrays of the hash.
        /// </summary>
        public bool Open(PacketReader reader)
        {
            int at = reader.PayloadLength - SealBytes;
            if (at < 0) return false;
            uint counter = reader.Long(at);
            byte[] hash = _hash(_key, reader.Plain(at + CounterBytes));
            int difference = 0;
            // Always compares all bytes, so that the time does not reveal where a wrong hash differs.
            for (int i = 0; i < HashBytes; i++) difference |= hash[i] ^ reader.Byte(at + CounterBytes + i);
            if (difference != 0 || counter <= _counter) return false;
            _counter = counter;
            reader.Cut(SealBytes);
            return true;
        }

        /// <summary>
        /// Returns whether two proofs are equal. It always compares all bytes, so its time does not reveal where they differ.
        /// </summary>
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
