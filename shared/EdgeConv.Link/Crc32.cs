namespace EdgeConv.Link
{
    /// <summary>
    /// CRC-32 as Ethernet, ZIP and PNG have it (CRC-32/ISO-HDLC): polynomial 0x04C11DB7, bits reversed, begins with and is inverted by
    /// 0xFFFFFFFF. "123456789" gives 0xCBF43926. Source: IEEE 802.3, 3.2.9.
    /// </summary>
    public static class Crc32
    {
        private const uint ReversedPolynomial = 0xEDB88320;

        // The remainder of each byte.
        private static readonly uint[] s_table = CreateTable();

        /// <summary>Goes on over more bytes; 0 begins.</summary>
        /// <param name="crc">What the bytes before gave, or 0.</param>
        /// <param name="data">Holds the bytes.</param>
        /// <param name="start">Index of the first one.</param>
        /// <param name="count">How many.</param>
        public static uint Append(uint crc, byte[] data, int start, int count)
        {
            uint[] table = s_table;
            uint rest = ~crc;
            for (int i = start; i < start + count; i++) rest = table[(rest ^ data[i]) & 0xFF] ^ (rest >> 8);
            return ~rest;
        }

        private static uint[] CreateTable()
        {
            uint[] table = new uint[256];
            for (uint value = 0; value < 256; value++)
            {
                uint rest = value;
                for (int bit = 0; bit < 8; bit++) rest = (rest & 1) != 0 ? (rest >> 1) ^ ReversedPolynomial : rest >> 1;
                table[value] = rest;
            }
            return table;
        }
    }
}
