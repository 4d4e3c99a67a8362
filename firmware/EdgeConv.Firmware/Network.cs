using System;
using EdgeConv.Link;
using nanoFramework.Networking;

namespace EdgeConv.Firmware
{
    /// <summary>The link over the network: Wi-Fi and a TCP port, if the settings switch them on.</summary>
    public static class Network
    {
        /// <summary>Joins the Wi-Fi and listens. Returns null if the link is off or has no key, or if the image has no network.</summary>
        public static ICarrier Listen(Settings settings, IClock clock)
        {
            int port = settings.Number("link.port");
            if (port == 0) return null;
            byte[] key = Key(settings.Get("link.key"));
            if (key == null)
            {
                Console.WriteLine("network: off, for the board has no key (edgeconv board set ADDRESS link.key=new)");
                return null;
            }
            try
            {
                string ssid = settings.Get("wifi.ssid");
                // This returns at once. nanoFramework connects in the background, and again after a loss of the connection.
                if (ssid != "") WifiNetworkHelper.SetupNetworkHelper(ssid, settings.Get("wifi.password"));
                var carrier = new TcpCarrier(port, key, clock);
                Console.WriteLine("network: TCP port " + port.ToString());
                return carrier;
            }
            catch (Exception e)
            {
                Console.WriteLine("network: off: " + e.Message);
                return null;
            }
        }

        private static byte[] Key(string digits)
        {
            if (digits.Length != 2 * LinkSession.KeyBytes) return null;
            byte[] key = new byte[LinkSession.KeyBytes];
            for (int i = 0; i < digits.Length; i++)
            {
                int digit = "0123456789abcdef".IndexOf(digits[i]);
                if (digit < 0) return null;
                key[i / 2] = (byte)(key[i / 2] << 4 | digit);
            }
            return key;
        }
    }
}
