namespace EdgeConv.Firmware
{
    /// <summary>
    /// The main program. By default it turns the frames of the sensor that answers into the brightness of an LED. Everything else is set
    /// on the running board with `edgeconv board set` (docs/link.md).
    /// </summary>
    public static class Program
    {
        /// <summary>Sets the output to its safe duty first, then runs until the board restarts.</summary>
        public static void Main() => new Application(BoardClock.Create()).RunForever();
    }
}
