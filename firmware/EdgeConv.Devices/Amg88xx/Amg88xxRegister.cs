namespace EdgeConv.Devices
{
    /// <summary>Registers of the AMG88xx, of 8 bits. Source: Panasonic, Grid-EYE (AMG88) reference specifications.</summary>
    internal enum Amg88xxRegister : byte
    {
        /// <summary>0x00: normal mode.</summary>
        PowerControl = 0x00,
        /// <summary>0x3F resets all registers, 0x30 the flags only.</summary>
        Reset = 0x01,
        /// <summary>0: ten frames per second; 1: one.</summary>
        FrameRate = 0x02,
        /// <summary>Bit 2: a temperature was out of range.</summary>
        Status = 0x04,
        /// <summary>Writing a bit clears the same bit of <see cref="Status"/>.</summary>
        StatusClear = 0x05,
        /// <summary>First of the pixels: 64 times 12 bits in two bytes, low byte first, in quarters of a degree Celsius.</summary>
        Pixels = 0x80,
    }
}
