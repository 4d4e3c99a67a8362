using System.Net;

namespace EdgeConv.Tests.Studio;

/// <summary>`edgeconv studio` itself: the port, and its end.</summary>
[TestClass]
public sealed class StudioCommandTests
{
    [TestMethod]
    public void ATakenPortIsOneLine()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        using var command = new SimulatedCommand();
        Assert.AreEqual(1, command.Run(["studio", "--port", $"{port}"]).ExitCode);
        Assert.AreEqual($"error: --port {port}: another program listens there; name another, or 0 for any that is free",
            command.Error.Trim());
    }

    [TestMethod]
    [DataRow("65536")]
    [DataRow("-1")]
    [DataRow("many")]
    public void AnotherPortIsWrongUsage(string port)
    {
        using var command = new SimulatedCommand();
        Assert.AreEqual(2, command.Run(["studio", "--port", port]).ExitCode);
        Assert.StartsWith("error: ", command.Error);
        Assert.HasCount(1, command.Error.Trim().Split('\n'));
    }

    [TestMethod]
    public async Task PrintsItsAddressAndEndsWhenTold()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("skipped: Windows has no such signal to send");
            return;
        }
        using Process studio = Process.Start(new ProcessStartInfo("dotnet", [typeof(EdgeConv.Cli.CommandLine).Assembly.Location, "studio",
            "--port", "0"])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            string line = await studio.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) ?? "";
            Uri url = new(line.Split(' ')[^1]);
            using var client = new HttpClient();
            Assert.Contains("EdgeConv Studio", await client.GetStringAsync(url));
            Process.Start("kill", ["-TERM", $"{studio.Id}"]).WaitForExit();
            await studio.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
            Assert.AreEqual(0, studio.ExitCode);
            Assert.AreEqual("", await studio.StandardError.ReadToEndAsync());
        }
        finally
        {
            if (!studio.HasExited) studio.Kill();
        }
    }
}
