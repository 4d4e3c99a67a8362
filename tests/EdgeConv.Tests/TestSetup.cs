namespace EdgeConv.Tests;

/// <summary>Set before the first test.</summary>
internal static class TestSetup
{
    /// <summary>
    /// Files are not flushed to the disk, which would take longer than all the rest. The built program does it, and one test asks for it.
    /// </summary>
    [ModuleInitializer]
    internal static void LeaveFlushingOut() => Partials.Flush = static _ => { };

    /// <summary>
    /// The test classes that run side by side block their threads, and the pool adds new ones slowly: the studio of these tests would not
    /// answer for many seconds.
    /// </summary>
    [ModuleInitializer]
    internal static void LeaveThreadsForTheStudio() => ThreadPool.SetMinThreads(64, 64);
}
