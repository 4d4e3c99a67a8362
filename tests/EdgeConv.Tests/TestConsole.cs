namespace EdgeConv.Tests;

/// <summary>The console, of which a process has one: test classes that run side by side take turns.</summary>
internal static class TestConsole
{
    /// <summary>Held while something catches what the console gets.</summary>
    public static readonly Lock Turn = new();

    /// <summary>What an action, and each thread that it starts, prints to standard output and to standard error.</summary>
    public static (string Output, string Error) Caught(Action action)
    {
        lock (Turn)
        {
            (TextWriter output, TextWriter error) = (Console.Out, Console.Error);
            StringWriter caughtOutput = new() { NewLine = "\n" }, caughtError = new() { NewLine = "\n" };
            try
            {
                Console.SetOut(new CaughtWriter(output, caughtOutput) { NewLine = "\n" });
                Console.SetError(new CaughtWriter(error, caughtError) { NewLine = "\n" });
                action();
            }
            finally
            {
                Console.SetOut(output);
                Console.SetError(error);
            }
            return (caughtOutput.ToString(), caughtError.ToString());
        }
    }

    /// <summary>It is one line without its end, begins with `error:` and holds a fragment.</summary>
    public static void AssertErrorLine(string line, string fragment)
    {
        Assert.DoesNotContain("\n", line);
        Assert.StartsWith("error: ", line);
        Assert.Contains(fragment, line);
    }
}
