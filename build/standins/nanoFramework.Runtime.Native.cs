// What EdgeConv uses of the assembly nanoFramework.Runtime.Native: declarations only, never run.
namespace System
{
    public static class Environment
    {
        public static long TickCount64 { get { throw null; } }
    }
}

namespace nanoFramework.Runtime.Native
{
    public enum RebootOption
    {
        NormalReboot,
        ClrOnly,
    }

    public class Power
    {
        public static void RebootDevice(RebootOption option = RebootOption.NormalReboot) { }
    }

    public static class SystemInfo
    {
        public static string TargetName { get { throw null; } }
    }

    public static class GC
    {
        public static uint Run(bool compact) { throw null; }
    }
}
