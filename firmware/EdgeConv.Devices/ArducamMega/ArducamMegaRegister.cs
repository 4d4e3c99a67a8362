namespace EdgeConv.Devices
{
    /// <summary>Registers of the Arducam Mega. Source: ArduCAM, Arducam_Mega, the maker's driver in C.</summary>
    internal enum ArducamMegaRegister : byte
    {
        /// <summary>1 clears the flag of the last frame, 2 starts a frame.</summary>
        Capture = 0x04,
        /// <summary>0x40 resets the camera.</summary>
        Reset = 0x07,
        /// <summary>1 JPEG, 2 RGB565, 3 YUV.</summary>
        Format = 0x20,
        /// <summary>Code of the size of a frame.</summary>
        Resolution = 0x21,
        /// <summary>1 holds the exposure as it is. Cameras with an id from 0x85 on.</summary>
        FreezeExposure = 0x2C,
        /// <summary>1 holds the white balance as it is. Cameras with an id from 0x85 on.</summary>
        FreezeWhiteBalance = 0x2D,
        /// <summary>Which of gain (0), exposure (1) and white balance (2) is automatic (with bit 7) or by hand.</summary>
        Automatic = 0x30,
        /// <summary>Gain by hand, bits 8 and 9.</summary>
        GainHigh = 0x31,
        /// <summary>Gain by hand, bits 0 to 7.</summary>
        GainLow = 0x32,
        /// <summary>Exposure by hand, bits 16 to 19. Cameras with an id below 0x85.</summary>
        ExposureHigh = 0x33,
        /// <summary>Exposure by hand, bits 8 to 15.</summary>
        ExposureMiddle = 0x34,
        /// <summary>Exposure by hand, bits 0 to 7.</summary>
        ExposureLow = 0x35,
        /// <summary>Reads the frame, from where the last reading ended.</summary>
        Burst = 0x3C,
        /// <summary>What camera this is.</summary>
        Identity = 0x40,
        /// <summary>Bits 0 and 1 are 2 when the camera is idle; bit 2: the frame is complete.</summary>
        State = 0x44,
        /// <summary>Bytes of the frame, bits 0 to 7; the next two registers hold the rest.</summary>
        Length = 0x45,
    }
}
