using System.Runtime.CompilerServices;
using EdgeConv.Common;

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
    /// The pool's threads wait in tests that need the console. More of them at once, so that reading what a started program prints does not
    /// wait for the pool to grow.
    /// </summary>
    [ModuleInitializer]
    internal static void GiveThePoolThreads() => ThreadPool.SetMinThreads(32, 32);
}
