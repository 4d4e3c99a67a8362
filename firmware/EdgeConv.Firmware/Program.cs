namespace EdgeConv.Firmware
{
    /// <summary>
    /// Frames of the sensor that answers to the brightness of an LED. Everything else is told to the running board:
    /// `edgeconv board set` (docs/link.md).
    /// </summary>
    public static class Program
    {
        /// <summary>Puts the output to its safe duty first, and runs for good.</summary>
        public static void Main() => new Application(BoardClock.Create()).RunForever();
    }
}
