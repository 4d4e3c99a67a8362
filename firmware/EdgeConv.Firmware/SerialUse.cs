namespace EdgeConv.Firmware
{
    /// <summary>What the serial port is for.</summary>
    public enum SerialUse
    {
        /// <summary>Nothing: frames come from a sensor, and the port is left alone.</summary>
        None,

        /// <summary>Frames come from a PC (edgeconv send) or a camera module, in place of a sensor's.</summary>
        TakesFrames,

        /// <summary>The frames of the sensor go to a PC that records them (edgeconv record); the output is not started.</summary>
        GivesFrames,

        /// <summary>The model answers inputs that a PC sends (edgeconv validate); the output is not started.</summary>
        RunsModel,
    }
}
