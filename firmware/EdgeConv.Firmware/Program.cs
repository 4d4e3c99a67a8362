namespace EdgeConv.Firmware
{
    /// <summary>The ESP32 application.</summary>
    public static class Program
    {
        /// <summary>Starts the loop.</summary>
        public static void Main()
        {
        }
    }
}
