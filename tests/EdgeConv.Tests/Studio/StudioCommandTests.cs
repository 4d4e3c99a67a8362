namespace EdgeConv.Tests.Studio;

/// <summary>`edgeconv studio` itself: the port, and its end.</summary>
[TestClass]
public sealed class StudioCommandTests : CommandTests
{
    [TestMethod]
    public void ATakenPortIsOneLine()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        Command.Run(["studio", "--port", $"{port}"]);
        string expected = $"error: --port {port} is used by another program; give another, or 0 for any free port";
        Assert.AreEqual((1, expected), (Command.ExitCode, Command.Error.Trim()));
    }

    [TestMethod, DataRow("65536"), DataRow("-1"), DataRow("many")]
    public void AnotherPortIsWrongUsage(string port) => Command.Run(["studio", "--port", port]).AssertFailed(2, "error: ");

    [TestMethod]
    public async Task PrintsItsAddressAndEndsWhenTold()
    {
        if (OperatingSystem.IsWindows()) Assert.Inconclusive("skipped: Windows has no such signal to send");
        using Process studio = BuiltProgram.Start(Command.Folder, "studio", "--port", "0");
        try
        {
            string line = await studio.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) ?? "";
            using var client = new HttpClient();
            Assert.Contains("EdgeConv Studio", await client.GetStringAsync(new Uri(line.Split(' ')[^1])));
            UnixTestAttribute.Make("kill", "-TERM", $"{studio.Id}");
            await studio.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
            Assert.AreEqual((0, ""), (studio.ExitCode, await studio.StandardError.ReadToEndAsync()));
        }
        finally
        {
            if (!studio.HasExited) studio.Kill();
        }
    }
}
