namespace EdgeConv.Tests;

/// <summary>Set before the first test.</summary>
internal static class TestSetup
{
    /// <summary>
    /// Files are not flushed to the disk, which would take longer than all the rest. The built program does it, and one test asks for it.
    /// </summary>
    [ModuleInitializer]
    internal static void LeaveFlushingOut() => Partials.Flush = static _ => { };
}
