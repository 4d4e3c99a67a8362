namespace EdgeConv.Firmware
{
    /// <summary>Frames of the sensor that answers to the brightness of an LED; these settings choose something else.</summary>
    public static class Program
    {
        // True is a demonstration that needs no sensor: ten built-in digits turn a servo. Set it only with a servo at the pin.
        private static readonly bool PlaysDigits = false;

        // What the serial port is for: None; TakesFrames of edgeconv send or a camera module instead of a sensor's; GivesFrames of the
        // sensor to edgeconv record; RunsModel for edgeconv validate.
        private static readonly SerialUse Serial = SerialUse.None;

        // True measures how fast this board runs code and prints what its file in hardware/boards takes, instead of running the loop. For a
        // Release build.
        private static readonly bool Calibrates = false;

        /// <summary>Puts the output to its safe duty first, and runs for good.</summary>
        public static void Main() => new Application(Board.Current, Serial, PlaysDigits, BoardClock.Create()).RunForever(Calibrates);
    }
}
