namespace EdgeConv.Link
{
    /// <summary>
    /// The CRC-32 of Ethernet, ZIP and PNG (CRC-32/ISO-HDLC): polynomial 0x04C11DB7 with reversed bits; start value and final inversion are
    /// 0xFFFFFFFF. The CRC of "123456789" is 0xCBF43926. Source: IEEE 802.3, 3.2.9.
    /// </summary>
    public static class Crc32
    {
        private const uint ReversedPolynomial = 0xEDB88320;

        // Remainder of each byte value.
        private static readonly uint[] s_table = CreateTable();

        /// <summary>Returns the CRC of all bytes so far and some more bytes.</summary>
        /// <param name="crc">CRC of the bytes before, or 0 for the first call.</param>
        /// <param name="data">Array that holds the bytes.</param>
        /// <param name="start">Index of the first byte.</param>
        /// <param name="count">Number of bytes.</param>
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
