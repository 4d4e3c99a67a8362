namespace EdgeConv.Devices
{
    /// <summary>Addresses in the MLX90640: words of 16 bits, high byte first. Source: Melexis, MLX90640 datasheet, memory map.</summary>
    internal enum Mlx90640Register : ushort
    {
        /// <summary>What the last measurement gave: 24 rows of 32 pixels.</summary>
        Pixels = 0x0400,
        /// <summary>What was measured beside the pixels: 64 words.</summary>
        Auxiliary = 0x0700,
        /// <summary>The calibration: 64 words for all pixels, then a word per pixel.</summary>
        Eeprom = 0x2400,
        /// <summary>Bit 3: a new page was measured. Bit 0: which one. Writing 0x0030 clears bit 3.</summary>
        Status = 0x8000,
        /// <summary>Refresh rate, resolution and pattern.</summary>
        Control = 0x800D,
    }
}
