namespace EdgeConv.Tests;

/// <summary>The console, of which a process has one: test classes that run side by side take turns.</summary>
internal static class TestConsole
{
    /// <summary>Held while something catches what the console gets.</summary>
    public static readonly Lock Turn = new();

    /// <summary>What an action, and each thread that it starts, prints.</summary>
    public static string Caught(Action action)
    {
        lock (Turn)
        {
            TextWriter console = Console.Out;
            StringWriter caught = new() { NewLine = "\n" };
            Console.SetOut(new CaughtWriter(console, caught) { NewLine = "\n" });
            try
            {
                action();
            }
            finally
            {
                Console.SetOut(console);
            }
            return caught.ToString();
        }
    }
}
