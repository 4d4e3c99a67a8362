// What EdgeConv uses of the assembly nanoFramework.System.Security.Cryptography: declarations only, never run.
namespace System.Security.Cryptography
{
    public class HMACSHA256
    {
        public static byte[] HashData(byte[] key, byte[] source) { throw null; }
    }
}
