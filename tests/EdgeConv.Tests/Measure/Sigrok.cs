namespace EdgeConv.Tests.Measure;

/// <summary>sigrok-cli, where it is installed.</summary>
internal static class Sigrok
{
    private static readonly string? s_program = ChildProcess.Find("sigrok-cli");

    /// <summary>Why tests that need it are skipped; null where it is installed.</summary>
    public static string? Missing => s_program is null ? "skipped: sigrok-cli not found" : null;

    /// <summary>Runs it in a folder; what it printed.</summary>
    public static string Run(string folder, params string[] arguments)
    {
        (int code, string output, string error) = ChildProcess.Run(folder, s_program!, arguments);
        Assert.AreEqual(0, code, error);
        return output;
    }

    /// <summary>The duties that its PWM decoder reads from a channel of a file, 0 to 1, and all that it prints.</summary>
    public static (double[] Duties, string[] Words) Decode(string folder, string file, string channel, params string[] options)
    {
        string decoded = Run(folder, ["-i", file, .. options, "-P", $"pwm:data={channel}", "-A", "pwm"]);
        string[] words = [.. decoded.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ", 2)[^1].Trim())];
        return ([.. words.Where(word => word.EndsWith('%')).Select(word => double.Parse(word.TrimEnd('%')) / 100)], words);
    }
}
