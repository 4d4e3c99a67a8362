namespace nanoFramework.Networking
{
    /// <summary>The computer's own network is there already.</summary>
    public static class WifiNetworkHelper
    {
        /// <summary>What was asked for, as "SSID".</summary>
        public static string Log { get; set; } = "";

        public static void SetupNetworkHelper(string ssid, string password) => Log += ssid + " ";
    }
}
