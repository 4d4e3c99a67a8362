namespace EdgeConv.Tests;

/// <summary>EDGECONV_LONG=1 asks for what takes minutes: more seeds, whole recordings, limits of time. CONTRIBUTING.md has the command.</summary>
internal static class LongRun
{
    public static bool IsAsked { get; } = Environment.GetEnvironmentVariable("EDGECONV_LONG") == "1";
}
