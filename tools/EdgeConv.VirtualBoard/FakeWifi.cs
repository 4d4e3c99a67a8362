namespace nanoFramework.Networking
{
    /// <summary>Replaces the Wi-Fi helper. It connects nothing, because the board uses the computer's own network.</summary>
    public static class WifiNetworkHelper
    {
        /// <summary>Names (SSID) of the networks that the firmware asked for.</summary>
        public static string Log { get; set; } = "";

        public static void SetupNetworkHelper(string ssid, string password) => Log += ssid + " ";
    }
}
