namespace EdgeConv.Firmware
{
    /// <summary>The debug output of the board.</summary>
    internal static class Console
    {
        /// <summary>Whether the output is printed.</summary>
        public static bool IsShown { get; set; } = true;

        public static void WriteLine(string line)
        {
            if (IsShown && !Thread.IsOff()) System.Console.WriteLine(line);
        }
    }
}
