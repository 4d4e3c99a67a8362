namespace EdgeConv.Tests;

/// <summary>
/// EDGECONV_LONG=1 asks for what takes minutes: more seeds, whole recordings, limits of time. CONTRIBUTING.md has the command.
/// </summary>
internal static class LongRun
{
    public static bool IsAsked { get; } = Environment.GetEnvironmentVariable("EDGECONV_LONG") == "1";

    /// <summary>A number that an environment variable asks for.</summary>
    public static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out int number) ? number : otherwise;

    /// <summary>How many random cases a test tries: some in the ordinary run, several times as many in the long one.</summary>
    public static int Cases(int ordinary, int asked) => IsAsked ? asked : ordinary;

    /// <summary>
    /// A limit for what must end soon: the long run, on a quiet machine, holds it; the ordinary run, beside other tests, only tells a hang.
    /// </summary>
    public static double Limit(double seconds) => IsAsked ? seconds : Math.Max(60, seconds);
}
