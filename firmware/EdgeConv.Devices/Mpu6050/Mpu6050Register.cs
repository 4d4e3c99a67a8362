namespace EdgeConv.Devices
{
    /// <summary>Registers of the MPU-6050, of 8 bits. Source: InvenSense, MPU-6000 and MPU-6050 register map.</summary>
    internal enum Mpu6050Register : byte
    {
        /// <summary>The sampling rate is 1 kHz divided by this number and one more.</summary>
        SampleRateDivider = 0x19,
        /// <summary>Bits 0 to 2: the low pass; 3 is 44 Hz.</summary>
        Config = 0x1A,
        /// <summary>Bits 3 and 4: the range; 0 is 2 g.</summary>
        AccelConfig = 0x1C,
        /// <summary>What goes into the FIFO; bit 3: the accelerometer.</summary>
        FifoEnable = 0x23,
        /// <summary>Bit 4: the FIFO's overflow counts as an interrupt.</summary>
        InterruptEnable = 0x38,
        /// <summary>Bit 4: the FIFO was full, and samples were lost. Reading clears it.</summary>
        InterruptStatus = 0x3A,
        /// <summary>Bit 6: the FIFO runs. Bit 2: it is emptied.</summary>
        UserControl = 0x6A,
        /// <summary>1: awake, with the clock of a gyroscope.</summary>
        PowerManagement = 0x6B,
        /// <summary>Bytes in the FIFO: two bytes, high byte first.</summary>
        FifoCount = 0x72,
        /// <summary>The next byte of the FIFO.</summary>
        FifoData = 0x74,
        /// <summary>0x68, or 0x70 and 0x71 of the later MPU-6500 and MPU-9250.</summary>
        WhoAmI = 0x75,
    }
}
