// What EdgeConv uses of the assembly System.Device.Wifi: declarations only, never run.
namespace nanoFramework.Networking
{
    public static class WifiNetworkHelper
    {
        public static void SetupNetworkHelper(string ssid, string password) { }
    }
}
